import type {
  GetPlansByPlanPeriodsByPeriodCasesResponse,
  GetPlansByPlanPeriodsResponse,
  Period,
} from '@tongzhou/web-client'
import { getPlansByPlanPeriods, getPlansByPlanPeriodsByPeriodCases, saveFile, tableText } from '@tongzhou/web-client'

export type PeriodLine = GetPlansByPlanPeriodsResponse[number]
export type PublicCase = GetPlansByPlanPeriodsByPeriodCasesResponse[number]
export type FileForm = 'csv' | 'json'

const largestPage = 100

/** Every period there has been, newest first. */
export async function readAllPeriods(plan: string): Promise<readonly PeriodLine[]> {
  const all: PeriodLine[] = []
  for (;;) {
    const query = { limit: largestPage, offset: all.length }
    const { data } = await getPlansByPlanPeriods({ path: { plan }, query, throwOnError: true })
    all.push(...data)
    if (data.length < largestPage) return all
  }
}

interface PeriodPath {
  readonly plan: string
  readonly period: string
}

interface CasesAsked {
  /** The last case of the page before. */
  readonly after: string | undefined
  readonly limit: number
}

/** A page of the public cases of a period. */
export async function readCasesOfPeriod(path: PeriodPath, { after, limit }: CasesAsked): Promise<PublicCase[]> {
  const query = { limit, ...(after === undefined ? {} : { after }) }
  return (await getPlansByPlanPeriodsByPeriodCases({ path, query, throwOnError: true })).data
}

const largestPageOfCases = 500

/** Every public case of a period, the largest sums first. */
export async function readAllCasesOfPeriod(path: PeriodPath): Promise<readonly PublicCase[]> {
  const all: PublicCase[] = []
  for (;;) {
    const page = { after: all.at(-1)?.caseReference, limit: largestPageOfCases }
    const cases = await readCasesOfPeriod(path, page)
    all.push(...cases)
    if (cases.length < largestPageOfCases) return all
  }
}

/** All periods as a file; the names of the columns are those of the API. */
export function periodsFile(periods: readonly PeriodLine[], form: FileForm): string {
  const columns = [
    'period',
    'planVersion',
    'status',
    'publicityDay',
    'sharingDay',
    'cases',
    'participants',
    'payoutsFen',
    'feesFen',
    'shareFen',
    'carryOutFen',
  ] as const
  if (form === 'json') return JSON.stringify(periods, null, 2)
  return tableText(
    columns,
    periods.map((line) => columns.map((column) => line[column])),
  )
}

/** One period as a file: as CSV its cases, as JSON everything, with the arithmetic. */
export function periodFile(period: Period, cases: readonly PublicCase[], form: FileForm): string {
  if (form === 'json') return JSON.stringify({ ...period, publicCases: cases }, null, 2)
  const columns = [
    'caseReference',
    'ageBand',
    'region',
    'illness',
    'status',
    'daysSinceJoining',
    'publishedOn',
  ] as const
  const sums = new Map(period.arithmetic?.cases.map((one) => [one.caseReference, one]))
  return tableText(
    ['period', ...columns, 'payoutFen', 'feeFen', 'operatorFen'],
    cases.map((one) => {
      const reckoned = sums.get(one.caseReference)
      const own = columns.map((column) => one[column])
      return [period.period, ...own, one.payoutFen, reckoned?.feeFen ?? null, reckoned?.operatorFen ?? null]
    }),
  )
}

/** Hands a text to the reader as a file of this form. */
export function saveText(name: string, form: FileForm, text: string): void {
  const type = form === 'csv' ? 'text/csv;charset=utf-8' : 'application/json'
  saveFile(`${name}.${form}`, new Blob([text], { type }))
}
