/** What a juror did in one dispute. */
export interface JurorService {
  /** Cast a ballot that could be counted. Who declines a seat in time has no service. */
  readonly attended: boolean
  /** In a control case, whose outcome was known: whether the ballot met it. Null elsewhere, and without a ballot. */
  readonly controlRight: boolean | null
}

export type JurorWeight = 1 | 2 | 3 | 4

export interface JurorRating {
  /** Tickets in a lot. */
  readonly weight: JurorWeight
  readonly suspended: boolean
}

/** Services that count, the latest ones: with each good service an old fault moves out, and ten good ones heal all. */
export const countedServices = 10
/** Faults among them at which a juror is suspended until an operator has decided over an appeal. */
export const suspendedAtFaults = 5
export const fullWeight: JurorWeight = 4

/** An absence, or a control case judged wrongly. */
export function isFault({ attended, controlRight }: JurorService): boolean {
  return !attended || controlRight === false
}

/**
 * How likely a juror is to be drawn: 4 tickets, one fewer for each fault among the latest services, never fewer than one;
 * half of them faults suspend. Voting with the minority is no fault: a board that pays for agreement would get nothing else.
 * `latest` is newest first; what lies beyond `countedServices` is ignored. The SQL in the platform's
 * `juror-service-store.ts` says the same, and a test compares the two.
 */
export function weightOf(latest: readonly JurorService[]): JurorRating {
  const faults = latest.slice(0, countedServices).filter(isFault).length
  return { weight: Math.max(1, fullWeight - faults) as JurorWeight, suspended: faults >= suspendedAtFaults }
}
