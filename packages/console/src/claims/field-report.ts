import type { GetClaimsByReferenceFieldRecordsResponse } from '@tongzhou/web-client'

type FieldRecord = GetClaimsByReferenceFieldRecordsResponse[number]

/** All costs together, in fen. */
export function sumFen(records: readonly Pick<FieldRecord, 'amountFen'>[]): string {
  return records.reduce((sum, { amountFen }) => sum + BigInt(amountFen ?? 0), 0n).toString()
}

/** The beginning of a report: what was recorded, a line each, in the words of the page's language. The report is what the log commits to. */
export function reportOf(
  records: readonly Pick<FieldRecord, 'amountFen' | 'happenedOn' | 'kind' | 'text'>[],
  words: {
    readonly kind: (kind: FieldRecord['kind']) => string
    readonly amount: (fen: string) => string
    readonly costs: string
  },
): string {
  const lines = records.map(({ amountFen, happenedOn, kind, text }) =>
    [happenedOn, words.kind(kind), amountFen === null ? '' : words.amount(amountFen), text].filter(Boolean).join(' '),
  )
  if (records.some(({ amountFen }) => amountFen !== null)) lines.push(`${words.costs} ${words.amount(sumFen(records))}`)
  return lines.join('\n')
}
