import { commit, type Outcome, system } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import type { PaymentGateway, ReceivedNotice } from './gateway.ts'
import { insertNotice } from './notice-store.ts'

/**
 * Takes a pushed notice in: checks its signature over the received bytes and keeps it once. It moves no money; a job asks
 * the gateway by key. The second copy of a notice is answered like the first, with `repeated`. Refused as `readNotice` says.
 */
export async function receiveNotice(
  platform: Platform,
  gateway: Pick<PaymentGateway, 'readNotice'>,
  received: ReceivedNotice,
): Promise<Outcome<{ readonly noticeId: string }>> {
  const read = gateway.readNotice(received, platform.clock.now())
  if (!read.accepted) return read
  const notice = read.event
  const content = { kind: notice.kind, key: notice.key }
  const command = { key: `notice:${notice.id}`, kind: 'receive-notice', actor: system, content }
  return commit<{ noticeId: string }>(platform, command, async (unit) => ({
    answer: { noticeId: notice.id },
    rows: [insertNotice(notice, unit.now)],
    events: [],
  }))
}
