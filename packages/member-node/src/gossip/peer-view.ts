/** What this member last saw of the log or of a peer. In memory: it is asked again after a restart. */
export interface PeerView {
  readonly name: string
  readonly url: string
  /** Size of its checkpoint. */
  readonly size: number | null
  /** POSIX milliseconds of the last answer. */
  readonly seenAt: number | null
  /** Why the last look failed. */
  readonly fault: string | null
}

/** A pull of entries that is under way. */
export interface CatchUp {
  readonly from: string
  readonly entries: number
  readonly target: number
}

/** What gossip knows, for the page. */
export interface GossipView {
  readonly log: PeerView
  readonly peers: readonly PeerView[]
  readonly catchUp: CatchUp | null
}
