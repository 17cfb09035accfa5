import { retryDelay } from '@tongzhou/core'
import { readSigningKey, signNotice } from '../notice-signature.ts'
import type { Bank } from './bank.ts'
import { happens, lotOf } from './chance.ts'

/** Delivery of a notice that nobody takes: tried for about five minutes, then given up; the receiver asks by key. */
const policy = { attempts: 12, firstDelayMs: 100, longestDelayMs: 60_000 }
const noticesPerRound = 50
const noticeTimeoutMs = 5_000
const pauseMs = 25

/** Remembers that a batch or transfer has news from `dueAt` on. Part of the caller's transaction. */
export function addNotice(bank: Bank, kind: 'batch' | 'transfer', key: string, dueAt: number): void {
  const { noticeUrl, rates, seed } = bank.settings
  if (noticeUrl === undefined || happens(rates.lostNotice, seed, 'lost-notice', `${key} ${dueAt}`)) return
  bank.database.prepare('insert into notices (kind, key, due_at) values (?, ?, ?)').run(kind, key, dueAt)
}

interface NoticeRow {
  readonly no: number
  readonly kind: string
  readonly key: string
  readonly due_at: number
  readonly sent: number
}

/** Sends due notices until stopped, in an order of its own. Returns the stopping function. */
export function startNotices(bank: Bank): () => Promise<void> {
  const { noticeUrl } = bank.settings
  if (noticeUrl === undefined) return async () => {}
  const stopping = new AbortController()
  const finished = (async () => {
    while (!stopping.signal.aborted) {
      const sent = await sendDueNotices(bank, noticeUrl, stopping.signal)
      if (sent === 0) await new Promise((wake) => setTimeout(wake, pauseMs))
    }
  })()
  return async () => {
    stopping.abort()
    await finished
  }
}

async function sendDueNotices(bank: Bank, noticeUrl: string, stopping: AbortSignal): Promise<number> {
  const { database, settings } = bank
  const due = database
    .prepare('select * from notices where done = 0 and due_at <= ? and next_at <= ? order by due_at limit ?')
    .all(bank.now(), Date.now(), noticesPerRound) as unknown as NoticeRow[]
  due.sort((left, right) => lotOf(`${settings.seed} ${left.key}`) - lotOf(`${settings.seed} ${right.key}`))
  const record = database.prepare('update notices set sent = ?, next_at = ?, done = ? where no = ?')
  for (const notice of due) {
    if (stopping.aborted) break
    const delivered = await sendNotice(bank, noticeUrl, notice, stopping)
    const doubled = happens(settings.rates.duplicateNotice, settings.seed, 'twice', `${notice.no}`)
    const sent = notice.sent + 1
    if (delivered) record.run(sent, 0, doubled && sent === 1 ? 0 : 1, notice.no)
    else {
      const delay = retryDelay(policy, sent, lotOf(`${notice.no} ${sent}`))
      record.run(sent, Date.now() + (delay ?? 0), delay === null ? 1 : 0, notice.no)
    }
  }
  return due.length
}

async function sendNotice(bank: Bank, noticeUrl: string, notice: NoticeRow, stopping: AbortSignal): Promise<boolean> {
  const message = notice.kind === 'batch' ? '批次有新结果' : '转账有新结果'
  const body = Buffer.from(JSON.stringify({ kind: notice.kind, key: notice.key, message }))
  const id = `notice-${notice.no}`
  const timestamp = String(Math.floor(bank.now() / 1_000))
  const signature = signNotice(readSigningKey(bank.signingKey), id, timestamp, body)
  try {
    const response = await fetch(noticeUrl, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': signature,
      },
      signal: AbortSignal.any([stopping, AbortSignal.timeout(noticeTimeoutMs)]),
    })
    await response.arrayBuffer()
    return response.ok
  } catch {
    // Whatever kept it from arriving, the answer is the same: it is sent again.
    return false
  }
}
