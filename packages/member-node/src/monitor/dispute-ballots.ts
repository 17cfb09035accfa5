import type { Store } from '../storage/store.ts'

const schema = `
-- The last ballot that each juror cast, as the log has it, its sealed vote where this member opened its share, and whether the log
-- says how it reads.
create table if not exists dispute_ballots (
  dispute text not null,
  juror text not null,
  ballot text not null,
  vote blob,
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

/** Keeps the sealed vote of a ballot that this member saw whole: what the log says of it later is held against that. */
export function rememberVote(store: Store, dispute: string, juror: string, vote: Uint8Array): void {
  store.statement('update dispute_ballots set vote = ? where dispute = ? and juror = ?').run(vote, dispute, juror)
}

/**
 * The log says how a ballot reads: its sealed vote, null where this member has not seen it; undefined if there is none of this juror, or it
 * was opened before.
 */
export function markOpened(store: Store, dispute: string, juror: string): Uint8Array | null | undefined {
  const row = store
    .statement('update dispute_ballots set opened = 1 where dispute = ? and juror = ? and opened = 0 returning vote')
    .get(dispute, juror)
  return row && (row.vote as Uint8Array | null)
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
