import type { Store } from '../storage/store.ts'

const schema = `
-- The last ballot that each juror cast, as the log has it; where this member was asked for its share: the sealed vote, what commits to
-- the ballot's key, and the share that it gave (null where it could open none); and whether the log says how the ballot reads.
create table if not exists dispute_ballots (
  dispute text not null,
  juror text not null,
  ballot text not null,
  vote blob,
  commitment blob,
  share blob,
  opened integer not null default 0,
  primary key (dispute, juror)
) strict, without rowid;

-- Lists of jurors that this member has signed, by the index of their entry.
create table if not exists signed_lots (list integer primary key, signature text not null, signed_at integer not null) strict;
`

export function prepareDisputes(store: Store): void {
  store.database.exec(schema)
}

/** A juror's ballot; a later one takes the place of an earlier. `ballot` is base64 of its SHA-256. */
export function saveBallot(store: Store, dispute: string, juror: string, ballot: string): void {
  store
    .statement(
      `insert into dispute_ballots (dispute, juror, ballot) values (?, ?, ?)
       on conflict (dispute, juror) do update set ballot = excluded.ballot`,
    )
    .run(dispute, juror, ballot)
}

/** Jurors with a ballot. */
export function countBallots(store: Store, dispute: string): number {
  return Number(
    store.statement('select count(*) as ballots from dispute_ballots where dispute = ?').get(dispute)!.ballots,
  )
}

/** The hash of a juror's last ballot. */
export function ballotOf(store: Store, dispute: string, juror: string): string | undefined {
  const row = store.statement('select ballot from dispute_ballots where dispute = ? and juror = ?').get(dispute, juror)
  return row && String(row.ballot)
}

/** What a member keeps of a ballot that it saw whole. */
export interface SeenBallot {
  /** `sealedVoteOf`. */
  readonly vote: Uint8Array
  /** `keyCommitmentOf`. */
  readonly commitment: Uint8Array
  /** The share that it gave; null where it could open none. */
  readonly share: Uint8Array | null
}

/** Keeps of a ballot what the log's word on it is held against later. */
export function rememberSeen(
  store: Store,
  dispute: string,
  juror: string,
  { commitment, share, vote }: SeenBallot,
): void {
  store
    .statement('update dispute_ballots set vote = ?, commitment = ?, share = ? where dispute = ? and juror = ?')
    .run(vote, commitment, share, dispute, juror)
}

/**
 * The log says how a ballot reads: what this member keeps of it, null where it has not seen it; undefined if there is none of this juror,
 * or it was opened before.
 */
export function markOpened(store: Store, dispute: string, juror: string): SeenBallot | null | undefined {
  const row = store
    .statement(
      `update dispute_ballots set opened = 1 where dispute = ? and juror = ? and opened = 0
       returning vote, commitment, share`,
    )
    .get(dispute, juror)
  if (!row || row.vote === null) return row && null
  return row as unknown as SeenBallot
}

export function rememberSignedLot(store: Store, list: number, signature: string, nowMilliseconds: number): void {
  store
    .statement('insert into signed_lots (list, signature, signed_at) values (?, ?, ?) on conflict do nothing')
    .run(list, signature, nowMilliseconds)
}

/** The signature that this member gave for a list; null where it gave none. */
export function signedLot(store: Store, list: number): string | null {
  const row = store.statement('select signature from signed_lots where list = ?').get(list)
  return row ? String(row.signature) : null
}
