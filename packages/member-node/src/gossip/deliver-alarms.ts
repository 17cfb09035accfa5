import type { Member } from '../member.ts'
import { markDelivered, openAlarms, postponeDelivery, undeliveredAlarms } from '../storage/alarms.ts'

const timeoutMilliseconds = 10_000
const firstWaitMilliseconds = 1_000
const longestWaitMilliseconds = 300_000

/** Posts alarms to the webhook of the settings. What isn't taken (2xx) is tried again, at longer and longer distances. */
export async function deliverAlarms({ settings, store, logger, now }: Member): Promise<void> {
  if (settings.alarmWebhook === undefined) return
  for (const alarm of undeliveredAlarms(store, now().epochMilliseconds)) {
    const { id, name, subject, detail, stops, raisedAt, attempts } = alarm
    const body = JSON.stringify({
      member: settings.name,
      alarm: name,
      subject,
      detail,
      stopsCosigning: stops,
      raisedAt: Temporal.Instant.fromEpochMilliseconds(raisedAt).toString(),
      page: `${settings.publicUrl}/`,
    })
    try {
      const headers = { 'content-type': 'application/json' }
      const signal = AbortSignal.timeout(timeoutMilliseconds)
      const response = await fetch(settings.alarmWebhook, { method: 'POST', headers, body, signal })
      await response.body?.cancel()
      if (!response.ok) throw new Error(`it answers ${response.status}`)
      markDelivered(store, id, now().epochMilliseconds)
    } catch (fault) {
      logger.warn({ err: fault, alarm: name }, 'the webhook did not take an alarm')
      const wait = Math.min(longestWaitMilliseconds, firstWaitMilliseconds * 2 ** attempts)
      postponeDelivery(store, id, now().epochMilliseconds + wait)
    }
  }
}

/** Writes each open alarm into the member's log, once in the life of the process, whoever raised it. */
export function logAlarms(): (member: Pick<Member, 'store' | 'logger'>) => Promise<void> {
  let newest = 0
  return async ({ store, logger }) => {
    for (const { id, name, subject, detail, stops } of openAlarms(store).filter((alarm) => alarm.id > newest)) {
      logger.error({ alarm: name, subject, stopsCosigning: stops }, detail)
      newest = id
    }
  }
}
