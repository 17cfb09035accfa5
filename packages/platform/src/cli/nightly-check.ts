import { runAudits } from '../audits/run-audits.ts'
import type { Platform } from '../commit/platform.ts'
import type { Stores } from './stores.ts'
import { verifyEverything } from './verify-everything.ts'

/** When few people are awake; the checks read everything. */
const nightHour = 3
const timeZone = 'Asia/Shanghai'

/**
 * Runs the audits and `verify` once a night, and logs each finding as an error for whoever is woken by errors. Called often; does
 * its work in the first call of the hour.
 */
export function nightlyCheck(platform: Platform, stores: Stores): () => Promise<void> {
  let lastNight = ''
  return async () => {
    const { hour, ...night } = nightOf(platform)
    if (hour !== nightHour || night.day === lastNight) return
    lastNight = night.day
    // One snapshot: what is written meanwhile would look wrong.
    const findings = await platform.database
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute((reader) => runAudits(reader))
    for (const finding of findings) platform.logger.error(finding, 'an audit found something')
    const verdict = await verifyEverything(platform, stores)
    if (verdict.finding) platform.logger.error(verdict.finding, 'verify found something')
    const { leaves, commitments } = verdict
    platform.logger.info({ findings: findings.length, clean: verdict.clean, leaves, commitments }, 'nightly check done')
  }
}

function nightOf({ clock }: Platform) {
  const local = clock.now().toZonedDateTimeISO(timeZone)
  return { hour: local.hour, day: local.toPlainDate().toString() }
}
