import { type BuiltInGateway, startBuiltInGateway } from '../src/payments/built-in-gateway/server.ts'
import type { PaymentGateway } from '../src/payments/gateway.ts'
import { type HttpGatewaySettings, httpGateway } from '../src/payments/http-gateway.ts'

/** The built-in gateway in this process and a client of it, for tests: short time-outs, quick repeats. */
export interface TestGateway {
  readonly built: BuiltInGateway
  readonly gateway: PaymentGateway
  /** Calls one of the gateway's admin routes. Throws when it refuses. */
  admin(route: string, body: object): Promise<void>
  summary(): Promise<Readonly<Record<string, string>>>
}

const apiSecret = 'a secret of tests only'

export async function startTestGateway(
  settings: object = {},
  client: Partial<HttpGatewaySettings> = {},
): Promise<TestGateway> {
  const built = await startBuiltInGateway({ apiSecret, demo: true, slowAnswerMs: 600, ...settings })
  const headers = { authorization: `Bearer ${apiSecret}`, 'content-type': 'application/json' }
  return {
    built,
    gateway: testClient(built, client),
    async admin(route, body) {
      const response = await fetch(`${built.url}/admin/${route}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      })
      if (!response.ok) throw new Error(`${route}: ${response.status} ${await response.text()}`)
    },
    async summary() {
      const response = await fetch(`${built.url}/admin/summary`, { headers })
      return (await response.json()) as Record<string, string>
    },
  }
}

export function testClient(
  built: Pick<BuiltInGateway, 'url' | 'noticeKey'>,
  client: Partial<HttpGatewaySettings> = {},
): PaymentGateway {
  return httpGateway({
    url: built.url,
    apiSecret,
    noticeKey: built.noticeKey,
    timeoutMs: 300,
    retry: { attempts: 4, firstDelayMs: 5, longestDelayMs: 20 },
    transferLimitFen: 20_000_000n,
    debitsPerBatch: 10_000,
    lot: () => 0,
    sleep: (milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds)),
    ...client,
  })
}
