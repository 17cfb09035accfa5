import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { World } from '../support/world.ts'
import type { PublicEntry, PublicView } from './public-view.ts'

/** A juror's place in a case as the operator's database has it: what the attacks try to find out. */
export interface TrueSeat {
  readonly dispute: string
  readonly personId: bigint
  readonly lotReference: string | null
  readonly pseudonym: string
  readonly seated: boolean
  readonly answeredAt: string | null
  readonly openedAt: string | null
}

export async function seatsOf({ platform }: World): Promise<readonly TrueSeat[]> {
  const { rows } = await sql<{
    reference: string
    person_id: bigint
    lot_reference: string | null
    pseudonym: string
    seated: boolean
    answered_at: Temporal.Instant | null
    opened_at: Temporal.Instant | null
  }>`
    select reference, person_id, lot_reference, pseudonym, seated, answered_at, dispute_seats.opened_at
    from dispute_seats join disputes using (dispute_id) order by reference, pseudonym`.execute(platform.database)
  return rows.map((row) => ({
    dispute: row.reference,
    personId: row.person_id,
    lotReference: row.lot_reference,
    pseudonym: row.pseudonym,
    seated: row.seated,
    answeredAt: row.answered_at?.toString() ?? null,
    openedAt: row.opened_at?.toString() ?? null,
  }))
}

/** As docs/decisions/0015-the-lot.md says; by Node's hash, since there are thousands. */
const referenceOf = (secret: Uint8Array, dispute: string) =>
  createHash('sha256').update(secret).update(dispute).digest('hex').slice(0, 32)

/** Whose lot reference it is, by dispute: `<dispute> <reference>`. */
export async function ownersOfReferences({ platform }: World, disputes: readonly string[]) {
  const { rows } = await sql<{ person_id: bigint; secret: Buffer }>`select person_id, secret from jurors`.execute(
    platform.database,
  )
  return new Map(
    disputes.flatMap((dispute) =>
      rows.map(({ person_id, secret }) => [`${dispute} ${referenceOf(secret, dispute)}`, person_id] as const),
    ),
  )
}

/** A line of a published list of jurors. */
export interface ListLine {
  readonly reference: string
  readonly weight: string
}

/** The published list of each panel, by dispute, in the order of their entries. */
export function publicLists({ answers, entries }: PublicView): ReadonlyMap<string, readonly ListLine[]> {
  const lists = new Map<string, readonly ListLine[]>()
  for (const { kind, subject } of entries) {
    if (kind !== 'juror-list-committed') continue
    const dispute = disputeOfSubject(subject)
    const { text } = answers.find(({ path }) => path === `/disputes/${dispute}/jurors`)!
    const lines = text.trimEnd().split('\n')
    lists.set(
      dispute,
      lines.map((line) => ({ reference: line.slice(0, 32), weight: line.slice(33) })),
    )
  }
  return lists
}

export interface PublicBallot {
  readonly juror: string
  readonly choice: string
  readonly reason: string
  readonly key: string
  readonly sealed: string
}

/** The opened ballots of every verdict, by dispute. */
export function publicBallots({ answers }: PublicView): ReadonlyMap<string, readonly PublicBallot[]> {
  const found = answers.filter(({ path }) => path.includes('/ballots'))
  return new Map(found.map(({ path, text }) => [path.split('/')[2]!, JSON.parse(text)]))
}

export const disputeOfSubject = (subject: string) => subject.replace('dispute/', '')

/** The entries of each dispute in the order of the log. */
export function entriesByDispute(entries: readonly PublicEntry[]): ReadonlyMap<string, readonly PublicEntry[]> {
  const of = Map.groupBy(
    entries.filter(({ subject }) => subject.startsWith('dispute/')),
    ({ subject }) => disputeOfSubject(subject),
  )
  return of
}
