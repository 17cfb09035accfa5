import { Agent, request as ask, createServer } from 'node:http'

/** A load balancer as an operator has it: asks /readyz, keeps connections open, sends nothing twice. */
export interface Balancer {
  readonly url: string
  /** Those that take requests now. */
  ready(): readonly string[]
  close(): Promise<void>
}

const millisecondsBetweenLooks = 150

export async function openBalancer(backends: readonly string[]): Promise<Balancer> {
  const agents = new Map(backends.map((url) => [url, new Agent({ keepAlive: true, maxSockets: 64 })]))
  let ready: readonly string[] = []
  let next = 0
  let isClosed = false
  const look = async () => {
    const answers = await Promise.all(
      backends.map((url) =>
        fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000), headers: { connection: 'close' } }).then(
          ({ ok }) => ok,
          () => false,
        ),
      ),
    )
    ready = backends.filter((_url, at) => answers[at])
    if (!isClosed) setTimeout(() => void look(), millisecondsBetweenLooks)
  }
  await look()
  const server = createServer((incoming, outgoing) => {
    const backend = ready[next++ % Math.max(ready.length, 1)]
    if (backend === undefined) {
      outgoing.writeHead(503).end('no server is ready')
      return
    }
    const { method, url, headers } = incoming
    const forwarded = ask(`${backend}${url}`, { method: method!, headers, agent: agents.get(backend)! }, (answer) => {
      const { connection: _, ...kept } = answer.headers
      outgoing.writeHead(answer.statusCode!, kept)
      answer.pipe(outgoing)
    })
    forwarded.on('error', (fault) => {
      if (!outgoing.headersSent) outgoing.writeHead(502)
      outgoing.end(`${backend}: ${fault.message}`)
    })
    incoming.pipe(forwarded)
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    ready: () => ready,
    close: async () => {
      isClosed = true
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      for (const agent of agents.values()) agent.destroy()
    },
  }
}
