import { sql } from 'kysely'
import type { RecordSource, StateCheck } from '../journal/index.ts'
import { planVersion } from '../plans/index.ts'
import { recomputeCharges } from './charge-tree.ts'
import { manifest } from './close-period.ts'
import { recomputePeriod } from './show-period.ts'
import { type PeriodFigures, periodCases, periodsOfEvents, settledPeriods } from './store.ts'

/** The figures and cases of settled periods behind the log's `manifest` commitments. */
export const manifestSource: RecordSource = {
  table: 'periods',
  commitment: 'manifest',
  kinds: ['period-settled'],
  contents: async (_platform, reader, eventIds) => {
    const contents = new Map<string, { content: ReturnType<typeof manifest>; description: string }>()
    for (const period of await periodsOfEvents(reader, eventIds)) {
      const cases = await periodCases(reader, period.periodId)
      const content = manifest({ ...resultOf(period.figures!), cases })
      contents.set(period.settledEventId!, { content, description: `period ${period.code} of ${period.planCode}` })
    }
    return contents
  },
  stray: async (reader) => {
    const { rows } = await sql<{ plan_code: string; period_code: string }>`
      select p.plan_code, p.period_code from periods p left join journal_events e on e.event_id = p.settled_event_id
      where p.status = 'settled'
        and (e.kind is distinct from 'period-settled' or e.subject <> 'period/' || p.plan_code || '/' || p.period_code)
      order by p.sharing_day, p.plan_code limit 1`.execute(reader)
    return rows[0] ? `period ${rows[0].period_code} of ${rows[0].plan_code}` : null
  },
}

/** The stored figures in the shape in which the settlement reckoned them. */
function resultOf(figures: PeriodFigures) {
  const { caseCount: _, caseCapFen, yearCapFen, noParticipantsFen, runOffFen, ...rest } = figures
  return { ...rest, operator: { caseCapFen, yearCapFen, noParticipantsFen, runOffFen } }
}

/** Every settled period, reckoned again from its inputs by the plan version that it names, and the tree over its charges grown again. */
export const periodsRecomputed: StateCheck = {
  name: 'periods',
  run: async (_platform, reader, progress) => {
    const periods = await settledPeriods(reader)
    for (const [index, period] of periods.entries()) {
      const plan = await planVersion(reader, period.planCode, period.planVersion)
      const differing = await recomputePeriod(reader, plan, period)
      if (differing.length > 0) {
        const record = `period ${period.code} of ${period.planCode}`
        const detail = `its inputs do not give its ${differing.join(', ')}`
        return { problem: 'changed', record, detail, leafIndex: null }
      }
      const otherCharges = await recomputeCharges(reader, period)
      if (otherCharges !== null) {
        const record = `charges of period ${period.code} of ${period.planCode}`
        return { problem: 'changed', record, detail: `the database holds ${otherCharges}`, leafIndex: null }
      }
      progress(index + 1, periods.length)
    }
    return null
  },
}
