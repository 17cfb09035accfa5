import { accept, type Decision, parseDay, type RetryPolicy, refuse, retryDelay } from '@tongzhou/core'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import {
  type BatchAnswer,
  type CollectAnswer,
  type DebitBatch,
  type DebitOutcome,
  failureReasons,
  type Notice,
  type NoticeRefusal,
  type PaymentGateway,
  type ReceivedNotice,
  type StatementLine,
  type Transfer,
  type TransferAnswer,
  type UnknownAnswer,
} from './gateway.ts'
import { isSignedBy, readNoticeKey } from './notice-signature.ts'
import { readStatementCsv } from './statement-csv.ts'

export interface HttpGatewaySettings {
  readonly url: string
  readonly apiSecret: string
  /** The `whpk_` key of the gateway, from its operator and never from the notice itself. */
  readonly noticeKey: string
  readonly timeoutMs: number
  readonly retry: RetryPolicy
  readonly transferLimitFen: bigint
  readonly debitsPerBatch: number
  /** An unsigned 32-bit random number, for the spread of the delays. */
  readonly lot: () => number
  readonly sleep: (milliseconds: number) => Promise<void>
}

/** The port over HTTP, as the built-in gateway speaks it. Throws on a notice key that is none. */
export function httpGateway(settings: HttpGatewaySettings): PaymentGateway {
  const noticeKey = readNoticeKey(settings.noticeKey)
  return {
    debitsPerBatch: settings.debitsPerBatch,
    transferLimitFen: settings.transferLimitFen,
    collect: (batch) => collect(settings, batch),
    outcomesOf: (batchKey) => outcomesOf(settings, batchKey),
    payOut: (transfer) => payOut(settings, transfer),
    transferOf: (key) => transferOf(settings, key),
    readNotice: (received, now) => readNotice(noticeKey, received, now),
    statement: (day) => statement(settings, day),
  }
}

const outcomeSchema = Type.Object({
  key: Type.String(),
  state: Type.Enum(['pending', 'collected', 'paid', 'failed']),
  settledOn: Type.Optional(Type.String()),
  reason: Type.Optional(Type.Enum([...failureReasons])),
})
type OutcomeBody = Static<typeof outcomeSchema>

const receiptBody = Compile(Type.Object({ repeatedKeys: Type.Array(Type.String()) }))
const batchBody = Compile(Type.Object({ outcomes: Type.Array(outcomeSchema) }))
const transferBody = Compile(Type.Object({ transfer: outcomeSchema }))
const refusalBody = Compile(Type.Object({ code: Type.String() }))
const noticeBody = Compile(
  Type.Object({
    kind: Type.Enum(['batch', 'transfer']),
    key: Type.String({ pattern: '^[A-Za-z0-9._~:-]{1,120}$' }),
  }),
)

async function collect(settings: HttpGatewaySettings, { key, debits }: DebitBatch): Promise<CollectAnswer> {
  const lines = debits.map((debit) => ({ ...debit, amountFen: String(debit.amountFen) }))
  const answer = await call(settings, 'POST', '/batches', JSON.stringify({ key, debits: lines }))
  if ('fault' in answer) return answer
  if (answer.status !== 202) return refusedOrUnknown(answer)
  const body = read(receiptBody, answer.text)
  return body ? { state: 'received', repeatedKeys: body.repeatedKeys } : unreadable(answer)
}

async function outcomesOf(settings: HttpGatewaySettings, batchKey: string): Promise<BatchAnswer> {
  const answer = await call(settings, 'GET', `/batches/${encodeURIComponent(batchKey)}`)
  if ('fault' in answer) return answer
  if (answer.status === 404) return { state: 'not-received' }
  const body = answer.status === 200 ? read(batchBody, answer.text) : null
  const outcomes = body?.outcomes.map(debitOutcome) ?? [null]
  return outcomes.every((outcome) => outcome !== null) ? { state: 'found', outcomes } : unreadable(answer)
}

function debitOutcome(line: OutcomeBody): DebitOutcome | null {
  const { key } = line
  if (line.state === 'pending') return { key, state: 'pending' }
  if (line.state === 'failed' && line.reason) return { key, state: 'failed', reason: line.reason }
  const day = settlementDay(line)
  return line.state === 'collected' && day ? { key, state: 'collected', settledOn: day } : null
}

let lastDay: { readonly text: string; readonly day: Temporal.PlainDate } | null = null

/** Thousands of outcomes name the same day, and reading one takes a microsecond. */
function settlementDay(line: OutcomeBody | undefined): Temporal.PlainDate | null {
  const text = line?.settledOn ?? ''
  if (lastDay?.text === text) return lastDay.day
  const day = parseDay(text)
  if (!day.accepted) return null
  lastDay = { text, day: day.value }
  return day.value
}

async function payOut(settings: HttpGatewaySettings, transfer: Transfer): Promise<TransferAnswer> {
  const body = JSON.stringify({ ...transfer, amountFen: String(transfer.amountFen) })
  const answer = await call(settings, 'POST', '/transfers', body)
  if ('fault' in answer) return answer
  return answer.status === 202 ? transferAnswer(answer) : refusedOrUnknown(answer)
}

async function transferOf(settings: HttpGatewaySettings, key: string): Promise<TransferAnswer> {
  const answer = await call(settings, 'GET', `/transfers/${encodeURIComponent(key)}`)
  if ('fault' in answer) return answer
  if (answer.status === 404) return { state: 'not-received' }
  return answer.status === 200 ? transferAnswer(answer) : unreadable(answer)
}

function transferAnswer(answer: Answer): TransferAnswer {
  const line = read(transferBody, answer.text)?.transfer
  if (line?.state === 'pending') return { state: 'pending' }
  if (line?.state === 'failed' && line.reason) return { state: 'failed', reason: line.reason }
  const day = settlementDay(line)
  return line?.state === 'paid' && day ? { state: 'paid', settledOn: day } : unreadable(answer)
}

interface Answer {
  readonly status: number
  readonly text: string
}

/**
 * Calls with the time-out and repeats with the same body, so with the same keys, until an answer comes that is one:
 * faults of the connection, time-outs, 429 and 5xx are none.
 */
async function call(
  settings: HttpGatewaySettings,
  method: 'GET' | 'POST',
  path: string,
  body?: string,
): Promise<Answer | UnknownAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await callOnce(settings, method, path, body)
    if (!('fault' in answer)) return answer
    const delay = retryDelay(settings.retry, attempt, settings.lot())
    if (delay === null) return answer
    await settings.sleep(delay)
  }
}

async function callOnce(
  settings: HttpGatewaySettings,
  method: 'GET' | 'POST',
  path: string,
  body?: string,
): Promise<Answer | UnknownAnswer> {
  const headers: Record<string, string> = { authorization: `Bearer ${settings.apiSecret}` }
  if (body !== undefined) headers['content-type'] = 'application/json'
  try {
    const signal = AbortSignal.timeout(settings.timeoutMs)
    const response = await fetch(`${settings.url}${path}`, { method, headers, signal, body: body ?? null })
    const answer = { status: response.status, text: await response.text() }
    if (answer.status !== 429 && answer.status < 500) return answer
    return { state: 'unknown', fault: `the gateway answered ${answer.status}` }
  } catch (fault) {
    return { state: 'unknown', fault: faultText(fault) }
  }
}

function faultText(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault)
  const { cause } = fault
  return cause instanceof Error ? `${fault.message}: ${cause.message}` : fault.message
}

/** A 4xx answer with a code is a refusal; anything else says nothing about what happened. */
function refusedOrUnknown(answer: Answer): { state: 'refused'; code: string } | UnknownAnswer {
  const body = answer.status >= 400 && answer.status < 500 ? read(refusalBody, answer.text) : null
  return body ? { state: 'refused', code: body.code } : unreadable(answer)
}

function unreadable(answer: Answer): UnknownAnswer {
  return { state: 'unknown', fault: `the gateway answered ${answer.status} in a form that is not agreed` }
}

interface Form<Body> {
  Check(value: unknown): value is Body
}

function read<Body>(form: Form<Body>, text: string): Body | null {
  try {
    const value: unknown = JSON.parse(text)
    return form.Check(value) ? value : null
  } catch {
    // Not JSON: the caller treats it as any other answer that is not agreed.
    return null
  }
}

/** A notice older or newer than this is refused: a replay, or a clock that is wrong. Standard Webhooks says 5 minutes. */
const noticeToleranceSeconds = 300

function readNotice(
  key: ReturnType<typeof readNoticeKey>,
  received: ReceivedNotice,
  now: Temporal.Instant,
): Decision<Notice, NoticeRefusal> {
  if (!isSignedBy(key, received)) return refuse('notice-signature-wrong')
  const sentAt = /^[0-9]{1,12}$/.test(received.timestamp) ? Number(received.timestamp) : Number.NaN
  const age = Math.abs(now.epochMilliseconds / 1_000 - sentAt)
  if (!(age <= noticeToleranceSeconds)) return refuse('notice-out-of-time')
  const body = read(noticeBody, new TextDecoder().decode(received.body))
  return body ? accept({ id: received.id, kind: body.kind, key: body.key }) : refuse('notice-malformed')
}

async function* statement(
  settings: HttpGatewaySettings,
  day: Temporal.PlainDate,
): AsyncGenerator<readonly StatementLine[]> {
  const headers = { authorization: `Bearer ${settings.apiSecret}` }
  const response = await fetch(`${settings.url}/statements/${day}`, { headers })
  if (response.status !== 200 || !response.body)
    throw new Error(`no statement: the gateway answered ${response.status}`)
  yield* readStatementCsv(response.body)
}
