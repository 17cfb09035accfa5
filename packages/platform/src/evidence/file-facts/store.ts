import type { PdfTraces, PictureTraces } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader, Write } from '../../commit/platform.ts'
import type { Vault } from '../../identity/index.ts'
import { marksOf } from './landmarks.ts'
import { type PicturePrint, packPrint } from './picture-print.ts'
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
  readonly prints: readonly SealedPrint[]
}

interface SealedPrint {
  readonly page: number
  readonly sealed: Uint8Array
  readonly marks: readonly number[]
}

export function sealFacts(
  vault: Vault,
  subjectKey: Uint8Array,
  evidenceId: string,
  { pdfTraces, pictureTraces, prints, text }: FileFacts,
): SealedFacts {
  const kept: StoredFileFacts = { text, pictureTraces, pdfTraces }
  return {
    sealed: vault.sealText(subjectKey, contextOf(evidenceId), JSON.stringify(kept)),
    prints: prints.map(({ page, print }) => ({
      page,
      sealed: sealPrint(vault, subjectKey, { evidenceId, page }, print),
      marks: marksOf(print),
    })),
  }
}

/** The print of one page, sealed with its claim's key: large letters can be read in it. */
export function sealPrint(vault: Vault, subjectKey: Uint8Array, page: PageOfFile, print: PicturePrint): Uint8Array {
  return vault.sealBytes(subjectKey, printContextOf(page), packPrint(print))
}

export interface PageOfFile {
  readonly evidenceId: string
  readonly page: number
}

export const printContextOf = ({ evidenceId, page }: PageOfFile) => `evidence:${evidenceId}:print:${page}`

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
  const seals = prints.map((print) => Buffer.from(print.sealed))
  const marks = prints.flatMap(({ marks: ofPage, page }) => ofPage.map((mark) => [page, mark] as const))
  return sql`
    with source as (${source}),
    prints as (
      insert into picture_prints (evidence_id, claim_id, page, sealed)
      select evidence_id, ${claimId}::uuid, page, print
      from source, unnest(${pages}::integer[], ${seals}::bytea[]) as t (page, print)
      on conflict do nothing
      returning print_id, page),
    marks as (
      insert into picture_marks (mark, print_id)
      select mark, print_id
      from unnest(${marks.map(([page]) => page)}::integer[], ${marks.map(([, mark]) => mark)}::integer[]) as t (page, mark)
      join prints using (page))
    insert into file_facts (evidence_id, claim_id, sealed, recorded_at)
    select evidence_id, ${claimId}::uuid, ${sealed}::bytea, ${now}::timestamptz from source
    on conflict do nothing`
}

/** Another print, and how alike it is, in percent. */
export interface Likeness {
  readonly printId: number
  readonly percent: number
}

/** How alike a print and others are. Whoever erases a claim meanwhile takes its prints away: those are waited for, and left out. */
export function insertLikenesses(printId: number, compared: readonly Likeness[]): Write {
  return sql`
    insert into picture_likenesses (print_id, other_print_id, percent)
    select least(own.print_id, other.print_id), greatest(own.print_id, other.print_id), percent
    from unnest(${compared.map((one) => one.printId)}::integer[], ${compared.map((one) => one.percent)}::integer[])
        as t (print_id, percent)
      join picture_prints other using (print_id)
      join picture_prints own on own.print_id = ${printId}
    for key share of own, other
    on conflict do nothing`
}

export function deleteFactsOf(claimId: string): readonly Write[] {
  return [
    sql`delete from picture_marks m using picture_prints p where m.print_id = p.print_id and p.claim_id = ${claimId}`,
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
