import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Platform, Reader, Write } from '../../commit/platform.ts'
import { openSubjectKeys, type Vault } from '../../identity/index.ts'
import { askedMarksOf } from './landmarks.ts'
import { likenessPercent, readyPrint } from './likeness.ts'
import { type PicturePrint, unpackPrint } from './picture-print.ts'
import { insertLikenesses, type Likeness, printContextOf } from './store.ts'

/** A picture in another claim that is nearly the same as one of this claim. */
export interface NearPicture {
  readonly claimId: string
  readonly evidenceId: string
  readonly otherEvidenceId: string
  readonly otherClaimId: string
  readonly likenessPercent: number
}

/** Prints under one mark up to which it says something; what stands in more is a form's. It bounds what is read: 1,500 marks are asked for. */
const mostUnderOneMark = 60
/** Marks that a copy shares at least: copies that were measured shared 13 and more. */
const fewestShared = 4
/** Prints that are opened and compared for one page, those that share most: each takes 15 ms. */
const mostCompared = 12

/** Pictures of other claims that are like those of these claims by `fromPercent` or more, as far as they were compared; the most alike first. */
export async function nearPictures(
  reader: Reader,
  claimIds: readonly string[],
  fromPercent: number,
): Promise<readonly NearPicture[]> {
  const { rows } = await sql<NearPicture>`
    select own.claim_id as "claimId", own.evidence_id as "evidenceId", other.claim_id as "otherClaimId",
      other.evidence_id as "otherEvidenceId", max(alike.percent) as "likenessPercent"
    from picture_prints own
    cross join lateral (
      select other_print_id as print_id, percent from picture_likenesses where print_id = own.print_id
      union all
      select print_id, percent from picture_likenesses where other_print_id = own.print_id) as alike
    join picture_prints other on other.print_id = alike.print_id
    where own.claim_id = any(${[...claimIds]}::uuid[]) and alike.percent >= ${fromPercent} and other.claim_id <> own.claim_id
    group by own.claim_id, own.evidence_id, other.claim_id, other.evidence_id
    order by "likenessPercent" desc, other.claim_id`.execute(reader)
  return rows
}

/**
 * Compares the pictures of a claim with those that they may be copies of, as far as that was not done before: two prints are compared once.
 * Prints of other claims are opened for this by the platform itself; nobody sees them. `subjectOf` names the key subject of a claim; one
 * whose key was destroyed is passed over. Returns what came out, to be kept.
 */
export async function comparePictures(
  { database, vault }: Pick<Platform, 'database' | 'vault'>,
  subjectOf: (claimId: string) => string,
  claimId: string,
): Promise<readonly Write[]> {
  const opener = { reader: database, vault, subjectOf }
  const writes: Write[] = []
  for (const own of await openPrints(opener, await printsOf(database, claimId))) {
    const compared = await compareNew(opener, own)
    if (compared.length > 0) writes.push(insertLikenesses(own.printId, compared))
  }
  return writes
}

interface StoredPrint {
  readonly printId: number
  readonly evidenceId: string
  readonly claimId: string
  readonly page: number
  readonly sealed: Buffer
}

interface OpenPrint extends StoredPrint {
  readonly print: PicturePrint
}

interface Opener {
  readonly reader: Reader
  readonly vault: Vault
  readonly subjectOf: (claimId: string) => string
}

async function compareNew(opener: Opener, own: OpenPrint): Promise<readonly Likeness[]> {
  const ready = readyPrint(own.print)
  const compared: Likeness[] = []
  for (const other of await openPrints(opener, await candidatesFor(opener.reader, own))) {
    // Others wait for this process too.
    await setImmediate()
    const pair = [ready, readyPrint(other.print)] as const
    // Asked from either case the answer is the same.
    const [first, second] = other.printId < own.printId ? pair.toReversed() : pair
    compared.push({ printId: other.printId, percent: likenessPercent(first!, second!) })
  }
  return compared
}

async function openPrints(
  { reader, subjectOf, vault }: Opener,
  stored: readonly StoredPrint[],
): Promise<readonly OpenPrint[]> {
  const keys = await openSubjectKeys({ vault }, reader, [...new Set(stored.map(({ claimId }) => subjectOf(claimId)))])
  return stored.flatMap((one) => {
    const key = keys.get(subjectOf(one.claimId))
    return key
      ? [{ ...one, print: unpackPrint(Buffer.from(vault.openBytes(key, printContextOf(one), one.sealed))) }]
      : []
  })
}

async function printsOf(reader: Reader, claimId: string): Promise<readonly StoredPrint[]> {
  const { rows } = await sql<StoredPrint>`
    select print_id as "printId", evidence_id as "evidenceId", claim_id as "claimId", page, sealed
    from picture_prints where claim_id = ${claimId} order by print_id`.execute(reader)
  return rows
}

/**
 * Of the prints of other claims that share most marks with a print those that it was not compared with yet; a mark weighs the less the more
 * prints it stands in.
 */
async function candidatesFor(reader: Reader, { claimId, print, printId }: OpenPrint): Promise<readonly StoredPrint[]> {
  const { rows } = await sql<StoredPrint>`
    with found as (
      select asked.mark, under.print_id, count(*) over (partition by asked.mark) as prints
      from unnest(${askedMarksOf(print)}::integer[]) as asked (mark)
      cross join lateral (
        select print_id from picture_marks m where m.mark = asked.mark limit ${mostUnderOneMark + 1}) as under),
    shared as (
      select print_id, sum(1 / sqrt(prints)) as weight from found where prints <= ${mostUnderOneMark}
      group by print_id having count(*) >= ${fewestShared}),
    nearest as (
      select p.* from shared join picture_prints p using (print_id)
      where p.claim_id <> ${claimId} order by weight desc, print_id limit ${mostCompared})
    select print_id as "printId", evidence_id as "evidenceId", claim_id as "claimId", page, sealed
    from nearest n where not exists (
      select from picture_likenesses l
      where l.print_id = least(n.print_id, ${printId}::integer) and l.other_print_id = greatest(n.print_id, ${printId}::integer))
    order by print_id`.execute(reader)
  return rows
}
