/** What the monitor remembers of a dispute. Ballots lie in a table of their own: there may be 250,000. */
export interface DisputeState {
  readonly stage: DisputeStage
  readonly mode: 'panel' | 'open'
  /** The list of jurors; its consortium is forgotten once the draw is checked. */
  readonly list: JurorList | null
  /** Lot references, in the order of the draw; forgotten once the panel is seated. */
  readonly drawn: readonly string[]
  /** Jurors seated, null in an open vote. */
  readonly seats: number | null
  readonly vote: VoteTerms | null
  /** Jurors with a ballot when the vote was closed. */
  readonly ballots: number
  readonly pay: number
  readonly doNotPay: number
  readonly invalid: number
}

export type DisputeStage =
  | 'opened'
  | 'sealed'
  | 'listed'
  | 'drawn'
  | 'seated'
  | 'voting'
  | 'closed'
  | 'decided'
  | 'withdrawn'

export interface JurorList {
  /** Leaf index of the entry that commits to it, and its leaf hash in base64: what members sign. */
  readonly index: number
  readonly leafHash: string
  readonly size: number
  readonly atMilliseconds: number
  /** As it was when the list was committed to: whoever changes it later must not choose the seed by it. */
  readonly consortium: ConsortiumState | null
}

export interface VoteTerms {
  readonly closesAtMilliseconds: number
  readonly extended: boolean
  readonly quorum: number
  readonly upheldAtBasisPoints: number
  /** How many of the keepers open a ballot together, and their names. */
  readonly threshold: number
  readonly keepers: readonly string[]
  /** Index of `vote-closed`, once it is there. */
  readonly closedIndex: number | null
}

/** The members of the log's newest `consortium-changed`, with the keys that disputes need. */
export interface ConsortiumState {
  readonly quorum: number
  readonly members: readonly { readonly name: string; readonly lotKey: string; readonly ballotKey: string }[]
}

/** A dispute as `dispute-opened` begins it. */
export function openedDispute(mode: 'panel' | 'open'): DisputeState {
  const counts = { ballots: 0, pay: 0, doNotPay: 0, invalid: 0 }
  return { stage: 'opened', mode, list: null, drawn: [], seats: null, vote: null, ...counts }
}
