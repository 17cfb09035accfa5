import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { startTestGateway, testClient } from '../../test/payment-gateway.ts'
import type { ReceivedNotice } from './gateway.ts'
import { newSigningKey, noticeKeyOf, readSigningKey, signNotice } from './notice-signature.ts'

const closing: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A receiver that answers with the given statuses in turn (then 204) and keeps what it got. */
async function receiver(statuses: number[] = []) {
  const received: ReceivedNotice[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    received.push({ ...headersOf(request), body: Buffer.concat(chunks) })
    response.writeHead(statuses.shift() ?? 204).end()
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  closing.push(() => new Promise((closed) => server.close(closed)))
  const { port } = server.address() as AddressInfo
  return { received, url: `http://127.0.0.1:${port}/notices?channel=%E6%94%AF%E4%BB%98` }
}

function headersOf(request: IncomingMessage) {
  const header = (name: string) => String(request.headers[name])
  return {
    id: header('webhook-id'),
    timestamp: header('webhook-timestamp'),
    signature: header('webhook-signature'),
  }
}

async function until(condition: () => boolean) {
  const giveUpAt = Date.now() + 10_000
  while (!condition()) {
    if (Date.now() > giveUpAt) throw new Error('waited ten seconds in vain')
    await new Promise((wake) => setTimeout(wake, 10))
  }
}

async function gatewayTelling(noticeUrl: string, settings: object = {}) {
  const started = await startTestGateway({ noticeUrl, ...settings })
  closing.push(() => started.built.close())
  return started
}

const debit = { key: 'period-1:1:1', accountToken: 'account-1', amountFen: 3n }

describe('notices of the built-in gateway', () => {
  it('tell that a batch has news, signed so that the client accepts them', async () => {
    const { received, url } = await receiver()
    const { gateway } = await gatewayTelling(url)
    await gateway.collect({ key: 'b1', debits: [debit] })
    await until(() => received.length === 1)
    const notice = gateway.readNotice(received[0]!, Temporal.Now.instant())
    expect(notice).toMatchObject({ accepted: true, event: { kind: 'batch', key: 'b1' } })
    expect(Buffer.from(received[0]!.body).toString()).toContain('批次有新结果')
  })

  it('come again until somebody takes them', async () => {
    const { received, url } = await receiver([500, 503])
    const { gateway } = await gatewayTelling(url)
    await gateway.collect({ key: 'b1', debits: [debit] })
    await until(() => received.length === 3)
    expect(new Set(received.map(({ id }) => id)).size).toBe(1)
  })

  it('come twice under one id, at a rate', async () => {
    const { received, url } = await receiver()
    const { gateway, summary } = await gatewayTelling(url, { rates: { duplicateNotice: 1 } })
    await gateway.collect({ key: 'b1', debits: [debit] })
    await until(() => received.length === 2)
    expect(received[1]!.id).toBe(received[0]!.id)
    expect(await summary()).toMatchObject({ collectedFen: '3' })
  })

  it('never come, at a rate; asking by key still works', async () => {
    const { url } = await receiver()
    const { gateway, summary } = await gatewayTelling(url, { rates: { lostNotice: 1 } })
    await gateway.collect({ key: 'b1', debits: [debit] })
    expect(await summary()).toMatchObject({ noticesWaiting: '0' })
    expect(await gateway.outcomesOf('b1')).toMatchObject({ outcomes: [{ state: 'collected' }] })
  })
})

describe('checking a notice', () => {
  const signingKey = newSigningKey()
  const client = testClient({ url: 'http://127.0.0.1:9', noticeKey: noticeKeyOf(readSigningKey(signingKey)) })
  const now = Temporal.Instant.from('2026-03-14T05:00:00Z')
  const timestamp = String(now.epochMilliseconds / 1_000)

  function signed(body: string, id = 'notice-1', at = timestamp): ReceivedNotice {
    const bytes = Buffer.from(body)
    return { id, timestamp: at, signature: signNotice(readSigningKey(signingKey), id, at, bytes), body: bytes }
  }

  /** Signatures are base64: half of them have a plus. Tries ids until one does. */
  function signedWithPlus(body: string): ReceivedNotice {
    for (let no = 1; ; no += 1) {
      const notice = signed(body, `notice-${no}`)
      if (notice.signature.includes('+')) return notice
    }
  }

  const chinese = '{ "message" : "付款成功+已入账", "kind":"batch",\n"key":"b1" }'

  it('accepts Chinese text, odd spacing and a plus in the signature', () => {
    expect(client.readNotice(signedWithPlus(chinese), now)).toMatchObject({ accepted: true, event: { key: 'b1' } })
  })

  it('refuses the same content in another form: the bytes are signed, not their meaning', () => {
    const body = Buffer.from(JSON.stringify(JSON.parse(chinese)))
    const refused = client.readNotice({ ...signed(chinese), body }, now)
    expect(refused).toMatchObject({ accepted: false, refusal: { code: 'notice-signature-wrong' } })
  })

  it.each([
    ['another id', { id: 'notice-2' }],
    ['another time', { timestamp: String(Number(timestamp) + 1) }],
    ['no signature', { signature: '' }],
    ['a plus that became a blank', { signature: signedWithPlus(chinese).signature.replace('+', ' ') }],
  ])('refuses %s', (_, changes) => {
    const refused = client.readNotice({ ...signed(chinese), ...changes }, now)
    expect(refused).toMatchObject({ refusal: { code: 'notice-signature-wrong' } })
  })

  it('refuses the signature of another key', () => {
    const other = readSigningKey(newSigningKey())
    const notice = signed(chinese)
    const signature = signNotice(other, notice.id, notice.timestamp, notice.body)
    expect(client.readNotice({ ...notice, signature }, now)).toMatchObject({ accepted: false })
    const both = `${signature} ${notice.signature}`
    expect(client.readNotice({ ...notice, signature: both }, now)).toMatchObject({ accepted: true })
  })

  it.each([
    [300, true],
    [301, false],
    [-300, true],
    [-301, false],
  ])('%d seconds after its time it is accepted: %s', (seconds, accepted) => {
    expect(client.readNotice(signed(chinese), now.add({ seconds })).accepted).toBe(accepted)
  })

  it.each(['', '{}', '{"kind":"gift","key":"b1"}', '{"kind":"batch","key":"../b1"}'])(
    'refuses the content %j',
    (body) => {
      expect(client.readNotice(signed(body), now)).toMatchObject({ refusal: { code: 'notice-malformed' } })
    },
  )
})
