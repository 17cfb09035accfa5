import type {
  GetPlansByPlanCasesResponse,
  GetPlansByPlanDecisionsResponse,
  GetPlansByPlanParticipantCountsResponse,
} from '@tongzhou/web-client'
import { getPlansByPlanCases, getPlansByPlanDecisions, tableText } from '@tongzhou/web-client'
import type { FileForm } from './downloads.ts'

export type DecisionLine = GetPlansByPlanDecisionsResponse[number]
export type CaseOfPlan = GetPlansByPlanCasesResponse[number]

/** Refused, of all decided, from 0 to 1; null where nothing was decided. */
export function refusedShare({ approved, refused }: Pick<DecisionLine, 'approved' | 'refused'>): number | null {
  return approved + refused === 0 ? null : refused / (approved + refused)
}

/** Disputed, of all decided; a case of an earlier period may be disputed in this one. */
export function disputedShare({
  approved,
  disputed,
  refused,
}: Pick<DecisionLine, 'approved' | 'disputed' | 'refused'>): number | null {
  return approved + refused === 0 ? null : disputed / (approved + refused)
}

const largestPage = 100

/** Page after page; each is asked for by the lines that were read before it. */
async function readAll<Line>(readPage: (before: readonly Line[]) => Promise<readonly Line[]>) {
  const all: Line[] = []
  for (;;) {
    const lines = await readPage(all)
    all.push(...lines)
    if (lines.length < largestPage) return all
  }
}

export function readAllDecisions(plan: string): Promise<readonly DecisionLine[]> {
  return readAll<DecisionLine>(async (before) => {
    const query = { limit: largestPage, offset: before.length }
    return (await getPlansByPlanDecisions({ path: { plan }, query, throwOnError: true })).data
  })
}

export function readAllCases(plan: string): Promise<readonly CaseOfPlan[]> {
  return readAll<CaseOfPlan>(async (before) => {
    const after = before.at(-1)?.caseReference
    const query = { limit: largestPage, offset: 0, ...(after === undefined ? {} : { after }) }
    return (await getPlansByPlanCases({ path: { plan }, query, throwOnError: true })).data
  })
}

/** Decisions as a file; the names of the columns are those of the API. */
export function decisionsFile(lines: readonly DecisionLine[], form: FileForm): string {
  if (form === 'json') return JSON.stringify(lines, null, 2)
  const columns = [
    'period',
    'fromDay',
    'untilDay',
    'filed',
    'approved',
    'refused',
    'disputed',
    'upheld',
    'rejected',
  ] as const
  return tableText(
    columns,
    lines.map((line) => columns.map((column) => line[column])),
  )
}

export function casesFile(cases: readonly CaseOfPlan[], form: FileForm): string {
  if (form === 'json') return JSON.stringify(cases, null, 2)
  const columns = [
    'caseReference',
    'period',
    'ageBand',
    'region',
    'illness',
    'status',
    'payoutFen',
    'daysSinceJoining',
    'publishedOn',
  ] as const
  return tableText(
    columns,
    cases.map((one) => columns.map((column) => one[column])),
  )
}

/** Participants as a file: as CSV one line for each group that is shown, and one for all. */
export function peopleFile(counts: GetPlansByPlanParticipantCountsResponse, form: FileForm): string {
  if (form === 'json') return JSON.stringify(counts, null, 2)
  const { byAge, byIncome, byRegion, day, total } = counts
  return tableText(
    ['day', 'division', 'group', 'count'],
    [
      [day, 'all', null, total],
      ...byAge.map(({ ageBand, count }) => [day, 'age', ageBand, count]),
      ...byRegion.map(({ count, region }) => [day, 'region', region, count]),
      ...byIncome.map(({ count, incomeBand }) => [day, 'income', incomeBand, count]),
    ],
  )
}
