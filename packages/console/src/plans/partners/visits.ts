import { daysAfter, daysBetween, type GetPartnersVisitsResponse } from '@tongzhou/web-client'

export type Visits = GetPartnersVisitsResponse

/** How often somebody went to one insurer, or to all. */
export interface VisitSum {
  readonly code: string
  readonly week: number
  readonly month: number
  readonly year: number
}

const spans = { week: 7, month: 30 } as const

/** Sums of each insurer over the last 7 and 30 days and over the year; those that are shown first, in their order. */
export function sumsOf({ days, until }: Visits, shown: readonly string[]): readonly VisitSum[] {
  const codes = [...new Set([...shown, ...days.map(({ code }) => code).toSorted()])]
  return codes.map((code) => {
    const own = days.filter((one) => one.code === code)
    return { code, ...sumsUntil(own, until) }
  })
}

/** The same of all insurers together. */
export function sumsUntil(days: Visits['days'], until: string): Omit<VisitSum, 'code'> {
  const since = (span: number) => sum(days.filter(({ day }) => daysBetween(day, until) < span))
  return { week: since(spans.week), month: since(spans.month), year: sum(days) }
}

/** Visits of all insurers on each day from the first to the last. */
export function byDay({ days, from, until }: Visits): readonly { readonly day: string; readonly visits: number }[] {
  const counts = Map.groupBy(days, ({ day }) => day)
  return Array.from({ length: daysBetween(from, until) + 1 }, (_, at) => daysAfter(from, at)).map((day) => ({
    day,
    visits: sum(counts.get(day) ?? []),
  }))
}

const sum = (days: Visits['days']) => days.reduce((all, { visits }) => all + Number(visits), 0)
