/** A promise that an entry breaks. An open alarm means that this member cosigns nothing. */
export interface MonitorAlarm {
  readonly name: MonitorAlarmName
  /** What it is about: the entry's subject. */
  readonly subject: string
  /** Why, in words for the member's staff. */
  readonly detail: string
  /** The text of the entry that breaks it; `detail` begins with its index. */
  readonly evidence: string
}

export type MonitorAlarmName =
  | 'entry-malformed'
  | 'entry-backdated'
  | 'plan-unknown'
  | 'payout-without-decision'
  | 'period-arithmetic'
  | 'quorum-unsafe'
  | 'attestation-not-mine'
  | 'receipt-not-mine'
  | 'dispute-order'
  | 'lot-wrong'
  | 'ballots-unsafe'
  | 'vote-closed-early'
  | 'ballots-miscounted'

/** An alarm before it knows its entry. */
export type Broken = Pick<MonitorAlarm, 'name' | 'detail'>
