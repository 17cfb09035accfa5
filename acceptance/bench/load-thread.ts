/** Sends requests from a thread of its own: as fast as they are answered, or at a rate whatever the answers take (open-loop). */
import { Agent, request } from 'node:http'
import { answerTasks } from './thread.ts'

export interface Shot {
  readonly path: string
  readonly token: string
  /** A command with its idempotency key; null: a question. */
  readonly command: { readonly key: string; readonly body: string } | null
}

export interface LoadTask {
  readonly origin: string
  readonly shots: readonly Shot[]
  /** Requests per second that are sent come what may; null: `connections` at a time. */
  readonly perSecond: number | null
  readonly connections: number
}

export interface LoadResult {
  readonly seconds: number
  /** Of each request from the moment at which it was due, in milliseconds. */
  readonly milliseconds: Float64Array
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>
}

answerTasks(async ({ connections, origin, perSecond, shots }: LoadTask): Promise<LoadResult> => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const milliseconds = new Float64Array(shots.length)
  const statuses: Record<string, number> = {}
  const fire = async (index: number, dueAt: number) => {
    const status = await send(agent, origin, shots[index]!)
    milliseconds[index] = performance.now() - dueAt
    statuses[status] = (statuses[status] ?? 0) + 1
  }
  const began = performance.now()
  if (perSecond === null) {
    let next = 0
    const worker = async () => {
      for (let index = next++; index < shots.length; index = next++) await fire(index, performance.now())
    }
    await Promise.all(Array.from({ length: connections }, worker))
  } else {
    const sent: Promise<void>[] = []
    while (sent.length < shots.length) {
      const due = Math.min(shots.length, Math.floor(((performance.now() - began) * perSecond) / 1_000) + 1)
      // Late is not forgiven: a request counts from when it was due.
      while (sent.length < due) sent.push(fire(sent.length, began + (sent.length * 1_000) / perSecond))
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    await Promise.all(sent)
  }
  const seconds = (performance.now() - began) / 1_000
  agent.destroy()
  return { seconds, milliseconds, statuses }
})

function send(agent: Agent, origin: string, { command, path, token }: Shot): Promise<number> {
  return new Promise((resolve, reject) => {
    const authorization = `Bearer ${token}`
    const headers =
      command === null
        ? { authorization }
        : {
            authorization,
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(command.body),
            'idempotency-key': command.key,
          }
    const sent = request(
      `${origin}${path}`,
      { agent, method: command === null ? 'GET' : 'POST', headers },
      (answer) => {
        answer.resume()
        answer.on('end', () => resolve(answer.statusCode!))
      },
    )
    sent.on('error', reject)
    sent.end(command?.body)
  })
}
