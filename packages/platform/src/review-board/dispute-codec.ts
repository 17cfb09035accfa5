import { canonicalJson, type DisputeEvent, type Recordable } from '@tongzhou/core'

/** A step of a dispute as canonical JSON: what is sealed, and what the log's commitment is made of. */
export function writeDisputeEvent(event: DisputeEvent): string {
  return canonicalJson(event as unknown as Recordable)
}

/** The step back from its JSON: ids of persons are `bigint`, instants are `Temporal.Instant`, told apart by their names. */
export function readDisputeEvent(text: string): DisputeEvent {
  return JSON.parse(text, (name: string, value: unknown) => {
    if (typeof value !== 'string') return value
    if (name.endsWith('PersonId')) return BigInt(value)
    return name.endsWith('At') ? Temporal.Instant.from(value) : value
  }) as DisputeEvent
}
