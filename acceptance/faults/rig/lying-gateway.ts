import { createServer, type IncomingMessage } from 'node:http'

/**
 * How a gateway lies on the way back: `garbage` is no JSON, `forgotten` says that it never heard of the key, `twice` names every outcome
 * twice, `stranger` adds an outcome of a key that is none of ours, `pending` says that nothing is known yet of what is, `refused` refuses what was done.
 */
export const lies = ['garbage', 'forgotten', 'twice', 'stranger', 'pending', 'refused'] as const
export type Lie = (typeof lies)[number]

export interface LyingGateway {
  readonly url: string
  setTarget(url: string): void
  /** Null: the truth. */
  setLie(lie: Lie | null): void
  /** How many answers were changed. */
  readonly told: () => number
  close(): Promise<void>
}

/** Stands between the platform and its gateway. What the gateway does is done; only what is heard of it is wrong. */
export async function openLyingGateway(): Promise<LyingGateway> {
  let target = ''
  let lie: Lie | null = null
  let told = 0
  const server = createServer(async (request, response) => {
    try {
      const body = await bodyOf(request)
      const headers = { ...request.headers } as Record<string, string>
      for (const name of ['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive'])
        delete headers[name]
      const method = request.method ?? 'GET'
      const answer = await fetch(`${target}${request.url}`, {
        method,
        headers,
        ...(body.length > 0 && { body: new Uint8Array(body) }),
      })
      const text = await answer.text()
      const isStatement = request.url?.startsWith('/statements') ?? false
      const shown = lie === null || isStatement ? null : changed(lie, text)
      if (shown) told += 1
      response.writeHead(shown?.status ?? answer.status, {
        'content-type': answer.headers.get('content-type') ?? 'text/plain',
      })
      response.end(shown?.text ?? text)
    } catch {
      // The gateway is gone, so is the answer.
      response.destroy()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    setTarget: (url) => {
      target = url
    },
    setLie: (next) => {
      lie = next
    },
    told: () => told,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Outcome {
  readonly key: string
  readonly state: string
}

function changed(lie: Lie, text: string): { readonly status: number; readonly text: string } | null {
  const answer = JSON.parse(text) as { outcomes?: readonly Outcome[]; transfer?: Outcome }
  const json = (status: number, body: object) => ({ status, text: JSON.stringify(body) })
  switch (lie) {
    case 'garbage':
      return { status: 200, text: '<html>Bad gateway</html>' }
    case 'forgotten':
      return json(404, { code: 'unknown' })
    case 'refused':
      return json(422, { code: 'merchant-suspended' })
    case 'twice':
      return answer.outcomes ? json(200, { outcomes: [...answer.outcomes, ...answer.outcomes] }) : null
    case 'stranger':
      return answer.outcomes
        ? json(200, {
            outcomes: [...answer.outcomes, { key: 'd.1.999999.1', state: 'collected', settledOn: '2027-01-01' }],
          })
        : null
    case 'pending':
      if (answer.outcomes) return json(200, { outcomes: answer.outcomes.map(({ key }) => ({ key, state: 'pending' })) })
      return answer.transfer ? json(200, { transfer: { key: answer.transfer.key, state: 'pending' } }) : null
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
