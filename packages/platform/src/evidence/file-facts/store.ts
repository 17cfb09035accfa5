import type { PdfTraces, PictureTraces } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader, Write } from '../../commit/platform.ts'
import type { Vault } from '../../identity/index.ts'
import { likenessPercent } from './picture-print.ts'
import type { FileFacts } from './read-file-facts.ts'

/** What is kept of a file's facts, sealed. */
export interface StoredFileFacts {
  readonly text: string
  readonly pictureTraces: PictureTraces | null
  readonly pdfTraces: PdfTraces | null
}

const contextOf = (evidenceId: string) => `evidence:${evidenceId}:facts`

/** Facts of a file, ready to be stored; null where they are to be read later. */
export interface SealedFacts {
  readonly sealed: Uint8Array
  readonly prints: FileFacts['prints']
}

export function sealFacts(
  vault: Vault,
  subjectKey: Uint8Array,
  evidenceId: string,
  { pdfTraces, pictureTraces, prints, text }: FileFacts,
): SealedFacts {
  const kept: StoredFileFacts = { text, pictureTraces, pdfTraces }
  return { sealed: vault.sealText(subjectKey, contextOf(evidenceId), JSON.stringify(kept)), prints }
}

interface FactsPlace {
  readonly claimId: string
  readonly now: Temporal.Instant
}

/**
 * The facts of a file, and the prints of its pictures, for the one evidence that `source` returns as `evidence_id`: a statement that adds
 * it, so that both are written or none. Changes no row where `source` returns nothing, or the facts are there.
 */
export function insertFacts(source: Write, { claimId, now }: FactsPlace, { prints, sealed }: SealedFacts): Write {
  const pages = prints.map(({ page }) => page)
  const hashes = prints.map(({ print }) => print.hash)
  const details = prints.map(({ print }) => print.detail)
  return sql`
    with source as (${source}),
    prints as (
      insert into picture_prints (evidence_id, claim_id, page, hash, detail)
      select evidence_id, ${claimId}::uuid, page, hash, detail
      from source, unnest(${pages}::integer[], ${hashes}::bigint[], ${details}::bytea[]) as t (page, hash, detail)
      on conflict do nothing)
    insert into file_facts (evidence_id, claim_id, sealed, recorded_at)
    select evidence_id, ${claimId}::uuid, ${sealed}::bytea, ${now}::timestamptz from source
    on conflict do nothing`
}

export function deleteFactsOf(claimId: string): readonly Write[] {
  return [
    sql`delete from picture_prints where claim_id = ${claimId}`,
    sql`delete from file_facts where claim_id = ${claimId}`,
  ]
}

/** The facts of each file of a claim, by evidence; files whose facts were not read yet are not there. */
export async function factsOf(
  vault: Vault,
  subjectKey: Uint8Array,
  reader: Reader,
  claimId: string,
): Promise<ReadonlyMap<string, StoredFileFacts>> {
  const { rows } = await sql<{ evidence_id: string; sealed: Buffer }>`
    select evidence_id, sealed from file_facts where claim_id = ${claimId}`.execute(reader)
  return new Map(
    rows.map(({ evidence_id, sealed }) => [
      evidence_id,
      JSON.parse(vault.openText(subjectKey, contextOf(evidence_id), sealed)) as StoredFileFacts,
    ]),
  )
}

/** Files without facts, the oldest first: of a time before facts were read, or brought in when all decoders were busy. */
export async function filesWithoutFacts(reader: Reader, limit: number): Promise<readonly string[]> {
  const { rows } = await sql<{ evidence_id: string }>`
    select evidence_id from evidence v
    where erased_at is null and not exists (select from file_facts f where f.evidence_id = v.evidence_id)
    order by recorded_at limit ${limit}`.execute(reader)
  return rows.map(({ evidence_id }) => evidence_id)
}

/** A picture in another claim that is nearly the same as one of this claim. */
export interface NearPicture {
  readonly evidenceId: string
  readonly otherEvidenceId: string
  readonly otherClaimId: string
  readonly likenessPercent: number
}

/** Bits in which the hashes of one picture, saved anew, differ at most. Beyond 11 the index would not find all. */
const mostHashBits = 10
/** Bits in which one quarter differs at most where the whole differs in 11 or fewer. */
const quarterBits = 2
/** Pictures looked at more closely for one print. Without it a form that everybody uses would be compared with every other. */
const maxCandidates = 4_000

/** Pictures of other claims that are like those of this claim by `fromPercent` or more, the most alike first. */
export async function nearPictures(
  reader: Reader,
  claimId: string,
  fromPercent: number,
): Promise<readonly NearPicture[]> {
  const { rows: own } = await sql<{ evidence_id: string; hash: bigint; detail: Buffer }>`
    select evidence_id, hash, detail from picture_prints where claim_id = ${claimId}`.execute(reader)
  const found = new Map<string, NearPicture>()
  for (const print of own) {
    for (const other of await candidatesFor(reader, claimId, print.hash)) {
      const percent = likenessPercent(print.detail, other.detail)
      const key = `${print.evidence_id} ${other.evidence_id}`
      if (percent < fromPercent || percent <= (found.get(key)?.likenessPercent ?? 0)) continue
      found.set(key, {
        evidenceId: print.evidence_id,
        otherEvidenceId: other.evidence_id,
        otherClaimId: other.claim_id,
        likenessPercent: percent,
      })
    }
  }
  return [...found.values()].sort((left, right) => right.likenessPercent - left.likenessPercent)
}

async function candidatesFor(reader: Reader, claimId: string, hash: bigint) {
  const near = [48n, 32n, 16n, 0n].map((shift) => quartersNear(Number((hash >> shift) & 65_535n)))
  const { rows } = await sql<{ evidence_id: string; claim_id: string; detail: Buffer }>`
    select evidence_id, claim_id, detail from picture_prints
    where (quarter_0 = any(${near[0]}::integer[]) or quarter_1 = any(${near[1]}::integer[])
        or quarter_2 = any(${near[2]}::integer[]) or quarter_3 = any(${near[3]}::integer[]))
      and bit_count((hash # ${hash}::bigint)::bit(64)) <= ${mostHashBits} and claim_id <> ${claimId}
    order by bit_count((hash # ${hash}::bigint)::bit(64)) limit ${maxCandidates}`.execute(reader)
  return rows
}

const flips = Array.from({ length: 65_536 }, (_, value) => value).filter((value) => bitsOf(value) <= quarterBits)

/** All values of 16 bits that differ in `quarterBits` or fewer: 137. */
function quartersNear(quarter: number): readonly number[] {
  return flips.map((flip) => quarter ^ flip)
}

function bitsOf(value: number): number {
  let bits = 0
  for (let left = value; left > 0; left &= left - 1) bits += 1
  return bits
}
