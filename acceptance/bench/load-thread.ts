/** Sends requests from a thread of its own: as fast as they are answered, or at a rate whatever the answers take (open-loop). */
import { Agent, request } from 'node:http'
import { answerTasks } from './thread.ts'

export interface Shot {
  readonly token: string
  readonly body: string
  readonly key: string
}

export interface LoadTask {
  readonly url: string
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

answerTasks(async ({ connections, perSecond, shots, url }: LoadTask): Promise<LoadResult> => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const milliseconds = new Float64Array(shots.length)
  const statuses: Record<string, number> = {}
  const send = async (index: number, dueAt: number) => {
    const status = await post(agent, url, shots[index]!)
    milliseconds[index] = performance.now() - dueAt
    statuses[status] = (statuses[status] ?? 0) + 1
  }
  const began = performance.now()
  if (perSecond === null) {
    let next = 0
    const worker = async () => {
      for (let index = next++; index < shots.length; index = next++) await send(index, performance.now())
    }
    await Promise.all(Array.from({ length: connections }, worker))
  } else {
    const sent: Promise<void>[] = []
    while (sent.length < shots.length) {
      const due = Math.min(shots.length, Math.floor(((performance.now() - began) * perSecond) / 1_000) + 1)
      // Late is not forgiven: a request counts from when it was due.
      while (sent.length < due) sent.push(send(sent.length, began + (sent.length * 1_000) / perSecond))
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    await Promise.all(sent)
  }
  const seconds = (performance.now() - began) / 1_000
  agent.destroy()
  return { seconds, milliseconds, statuses }
})

function post(agent: Agent, url: string, { body, key, token }: Shot): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'idempotency-key': key,
    }
    const sent = request(url, { agent, method: 'POST', headers }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode!))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
