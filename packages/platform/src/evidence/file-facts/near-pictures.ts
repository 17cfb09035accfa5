import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Platform, Reader } from '../../commit/platform.ts'
import { openSubjectKeys, type Vault } from '../../identity/index.ts'
import { askedMarksOf } from './landmarks.ts'
import { likenessPercent, readyPrint } from './likeness.ts'
import { type PicturePrint, unpackPrint } from './picture-print.ts'
import { printContextOf } from './store.ts'

/** A picture in another claim that is nearly the same as one of this claim. */
export interface NearPicture {
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

/**
 * Pictures of other claims that are like those of this claim by `fromPercent` or more, the most alike first. Prints of other claims are
 * opened for this by the platform itself; nobody sees them. `subjectOf` names the key subject of a claim; one whose key was destroyed is
 * not found.
 */
export async function nearPictures(
  { database, vault }: Pick<Platform, 'database' | 'vault'>,
  subjectOf: (claimId: string) => string,
  claimId: string,
  fromPercent: number,
): Promise<readonly NearPicture[]> {
  const opener = { reader: database, vault, subjectOf }
  const found = new Map<string, NearPicture>()
  for (const own of await openPrints(opener, await printsOf(database, claimId))) {
    for (const { likenessPercent: percent, other } of await comparedWith(opener, claimId, own)) {
      const key = `${own.evidenceId} ${other.evidenceId}`
      if (percent < fromPercent || percent <= (found.get(key)?.likenessPercent ?? 0)) continue
      found.set(key, {
        evidenceId: own.evidenceId,
        otherEvidenceId: other.evidenceId,
        otherClaimId: other.claimId,
        likenessPercent: percent,
      })
    }
  }
  return [...found.values()].sort((left, right) => right.likenessPercent - left.likenessPercent)
}

interface StoredPrint {
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

/** Likenesses that were reckoned, by both pages: a case is scored often, and prints don't change. */
const reckoned = new Map<string, number>()
/** Beyond it the oldest are forgotten: some 20 MB. */
const mostReckoned = 100_000

async function comparedWith(opener: Opener, claimId: string, own: OpenPrint) {
  const candidates = await candidatesFor(opener.reader, claimId, own.print)
  const nameOf = (page: StoredPrint) => printContextOf(page)
  const keyOf = (other: StoredPrint) => [nameOf(own), nameOf(other)].sort().join(' ')
  const ready = readyPrint(own.print)
  for (const other of await openPrints(
    opener,
    candidates.filter((one) => !reckoned.has(keyOf(one))),
  )) {
    // Others wait for this process too.
    await setImmediate()
    const pair = [ready, readyPrint(other.print)] as const
    // Asked from either case the answer is the same.
    const [first, second] = nameOf(other) < nameOf(own) ? pair.toReversed() : pair
    reckoned.set(keyOf(other), likenessPercent(first!, second!))
  }
  const compared = candidates.flatMap((other) => {
    const likeness = reckoned.get(keyOf(other))
    return likeness === undefined ? [] : [{ other, likenessPercent: likeness }]
  })
  for (const key of reckoned.keys()) {
    if (reckoned.size <= mostReckoned) break
    reckoned.delete(key)
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
    select evidence_id as "evidenceId", claim_id as "claimId", page, sealed
    from picture_prints where claim_id = ${claimId} order by print_id`.execute(reader)
  return rows
}

/** Prints of other claims that share most marks with a print; a mark weighs the less the more prints it stands in. */
async function candidatesFor(reader: Reader, claimId: string, print: PicturePrint): Promise<readonly StoredPrint[]> {
  const { rows } = await sql<StoredPrint>`
    with found as (
      select asked.mark, under.print_id, count(*) over (partition by asked.mark) as prints
      from unnest(${askedMarksOf(print)}::integer[]) as asked (mark)
      cross join lateral (
        select print_id from picture_marks m where m.mark = asked.mark limit ${mostUnderOneMark + 1}) as under),
    shared as (
      select print_id, sum(1 / sqrt(prints)) as weight from found where prints <= ${mostUnderOneMark}
      group by print_id having count(*) >= ${fewestShared})
    select p.evidence_id as "evidenceId", p.claim_id as "claimId", p.page, p.sealed
    from shared join picture_prints p using (print_id)
    where p.claim_id <> ${claimId} order by weight desc, print_id limit ${mostCompared}`.execute(reader)
  return rows
}
