import type { GetFinancePlansByPlanCollectionsResponse, GetPlansByPlanPeriodsResponse } from '@tongzhou/web-client'
import { getFinancePlansByPlanCollections, getPlansByPlanPeriods } from '@tongzhou/web-client'
import { ExportRow, type FileColumn } from '../ui/export-row.tsx'
import { loadAll } from '../ui/list-table.tsx'

type Period = GetPlansByPlanPeriodsResponse[number]
type Collection = GetFinancePlansByPlanCollectionsResponse[number]

interface Line {
  readonly period: Period
  /** Null before the collection begins. */
  readonly collection: Collection | null
}

const shares = (count: (collection: Collection) => bigint) => (line: Line) =>
  line.collection === null ? null : (count(line.collection) * BigInt(line.collection.shareFen)).toString()

const figure = (kind: 'fen' | 'count', name: keyof Period): FileColumn<Line> => ({
  name,
  kind,
  value: ({ period }) => period[name],
})

const columns: readonly FileColumn<Line>[] = [
  { name: 'period', kind: 'text', value: ({ period }) => period.period },
  { name: 'status', kind: 'text', value: ({ period }) => period.status },
  { name: 'planVersion', kind: 'count', value: ({ period }) => period.planVersion },
  { name: 'publicityDay', kind: 'day', value: ({ period }) => period.publicityDay },
  { name: 'sharingDay', kind: 'day', value: ({ period }) => period.sharingDay },
  figure('count', 'cases'),
  figure('count', 'participants'),
  figure('fen', 'payoutsFen'),
  figure('fen', 'feesFen'),
  figure('fen', 'carryInFen'),
  figure('fen', 'shortfallFen'),
  figure('fen', 'dueFen'),
  figure('fen', 'shareFen'),
  figure('fen', 'carryOutFen'),
  { name: 'collectedFen', kind: 'fen', value: shares(({ collected }) => BigInt(collected)) },
  { name: 'writtenOffFen', kind: 'fen', value: shares(({ writtenOff }) => BigInt(writtenOff)) },
  { name: 'collectionClosedOn', kind: 'day', value: ({ collection }) => collection?.closedOn ?? null },
]

/** All periods of a plan with what they came to and what came in, as a file. */
export function PeriodsExport({ plan }: { readonly plan: string }) {
  return <ExportRow name={`${plan}-periods`} columns={columns} load={() => loadLines(plan)} />
}

async function loadLines(plan: string): Promise<readonly Line[]> {
  const [periods, collections] = await Promise.all([loadPeriods(plan), loadCollections(plan)])
  const byPeriod = new Map(collections.map((one) => [one.periodCode, one]))
  return periods.map((period) => ({ period, collection: byPeriod.get(period.period) ?? null }))
}

const periodsAtOnce = 100

async function loadPeriods(plan: string): Promise<readonly Period[]> {
  const all: Period[] = []
  for (let isLast = false; !isLast; ) {
    const query = { limit: periodsAtOnce, offset: all.length }
    const { data } = await getPlansByPlanPeriods({ path: { plan }, query, throwOnError: true })
    all.push(...data)
    isLast = data.length < periodsAtOnce
  }
  return all
}

const collectionsAtOnce = 48

const loadCollections = (plan: string) =>
  loadAll<Collection>({
    pageSize: collectionsAtOnce,
    place: ({ sharingDay }) => sharingDay,
    load: async (after) => {
      const query = { after, limit: collectionsAtOnce }
      return (await getFinancePlansByPlanCollections({ path: { plan }, query, throwOnError: true })).data
    },
  })
