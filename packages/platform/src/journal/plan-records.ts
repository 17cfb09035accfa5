import { createHash } from 'node:crypto'
import { planReference } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader } from '../commit/platform.ts'
import { planCodes, storedVersions } from '../plans/index.ts'
import type { Finding, StateCheck } from './record-source.ts'

/** Every plan version is the one whose hash its entry states, and every version that an entry states is there. */
export const planVersionsAsLogged: StateCheck = {
  name: 'plans',
  run: async (_platform, reader) => {
    const stated = await statedVersions(reader)
    for (const planCode of await planCodes(reader)) {
      for (const { plan, content, eventId } of await storedVersions(reader, planCode)) {
        const record = `version ${plan.version} of plan ${planCode}`
        const entry = stated.get(eventId)
        stated.delete(eventId)
        if (entry === undefined || entry.plan !== planReference(plan)) {
          return found('added', record, 'no entry of the log accounts for it (plan_versions)')
        }
        if (createHash('sha256').update(content).digest('hex') !== entry.contentSha256) {
          return found('changed', record, 'its text is not the one whose hash was logged')
        }
      }
    }
    const [missing] = stated.values()
    return missing ? found('removed', `plan version ${missing.plan}`, 'the log says that it was there') : null
  },
}

const found = (problem: Finding['problem'], record: string, detail: string): Finding => ({
  problem,
  record,
  detail,
  leafIndex: null,
})

interface StatedVersion {
  readonly plan: string
  readonly contentSha256: string
}

async function statedVersions(reader: Reader): Promise<Map<string, StatedVersion>> {
  const { rows } = await sql<{ event_id: string; entry: string }>`
    select event_id, entry from journal_events where kind = 'plan-version-loaded' order by event_no`.execute(reader)
  return new Map(
    rows.map(({ event_id, entry }) => {
      const { plan, facts } = JSON.parse(entry) as { plan: string; facts: { contentSha256: string } }
      return [event_id, { plan, contentSha256: facts.contentSha256 }]
    }),
  )
}
