import { type ClaimEvent, canonicalJson, type Recordable } from '@tongzhou/core'

/** A claim's step as canonical JSON: what is encrypted, and what the log's commitment is made of. */
export function writeClaimEvent(event: ClaimEvent): string {
  return canonicalJson(event as unknown as Recordable)
}

const integers = /(PersonId|^participantId|Fen)$/
const days = /(On|Until)$/

/** The step back from its JSON: ids and money are `bigint`, days are `Temporal.PlainDate`, told apart by their names. */
export function readClaimEvent(text: string): ClaimEvent {
  return JSON.parse(text, (name: string, value: unknown) => {
    if (typeof value !== 'string') return value
    if (integers.test(name)) return BigInt(value)
    return days.test(name) ? Temporal.PlainDate.from(value) : value
  }) as ClaimEvent
}
