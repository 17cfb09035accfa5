import { createServer } from 'node:http'

/** What stands for an operator's own service that sends text messages. */
export interface MessageService {
  readonly url: string
  /** The newest sign-in code that came for a number. */
  codeOf(phone: string): string | undefined
  /** How often each message came that has an id of its own; sign-in codes have none. */
  readonly timesOf: ReadonlyMap<string, number>
  /** Refuses every message to this number, as a service does with a number that is none. */
  refuse(phone: string): void
  close(): Promise<void>
}

export async function openMessageService(): Promise<MessageService> {
  const codes = new Map<string, string>()
  const times = new Map<string, number>()
  const refused = new Set<string>()
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', () => {
      const { phoneNumber, text } = JSON.parse(body) as { phoneNumber: string; text: string }
      const code = /^[0-9]{6}/.exec(text)?.[0]
      const id = request.headers['x-tongzhou-message-id']
      if (refused.has(phoneNumber)) {
        response.writeHead(422).end()
        return
      }
      if (code !== undefined) codes.set(phoneNumber, code)
      if (typeof id === 'string') times.set(id, (times.get(id) ?? 0) + 1)
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/messages`,
    codeOf: (phone) => codes.get(phone),
    timesOf: times,
    refuse: (phone) => refused.add(phone),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
