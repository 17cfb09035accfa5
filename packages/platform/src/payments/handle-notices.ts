import { readTransferKey } from '@tongzhou/core'
import { commit, system } from '../commit/commit.ts'
import { eachApart } from '../commit/each-apart.ts'
import type { Platform } from '../commit/platform.ts'
import { askForBatch } from './ask-gateway.ts'
import type { Notice, PaymentGateway } from './gateway.ts'
import { markNoticeHandled, unhandledNotices } from './notice-store.ts'
import { partsOf } from './payout-store.ts'
import { sendTransfer } from './send-transfer.ts'

const noticesPerRun = 1_000

/**
 * Acts on the notices that came in: asks the gateway for the batch or transfer that each names. A job calls it every few
 * seconds; nothing depends on it, since the daily run asks for everything that is open. Returns how many it handled.
 */
export async function handleNotices(platform: Platform, gateway: PaymentGateway): Promise<number> {
  const notices = await unhandledNotices(platform.database, noticesPerRun)
  await eachApart(notices, async (notice) => {
    await actOn(platform, gateway, notice)
    const command = { key: `notice-handled:${notice.id}`, kind: 'handle-notice', actor: system, content: {} }
    await commit(platform, command, async (unit) => ({
      answer: { handled: true },
      rows: [markNoticeHandled(notice.id, unit.now)],
      events: [],
    }))
  })
  return notices.length
}

async function actOn(platform: Platform, gateway: PaymentGateway, { kind, key }: Notice): Promise<void> {
  if (kind === 'batch') {
    await askForBatch(platform, gateway, key)
    return
  }
  const named = readTransferKey(key)
  const parts = named ? await partsOf(platform.database, named.caseReference) : []
  const part = parts.find(({ partNo }) => partNo === named?.partNo)
  if (part?.state === 'open' && part.attempts === named?.attempt) await sendTransfer(platform, gateway, part)
}
