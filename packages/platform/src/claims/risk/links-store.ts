import { endStatuses, refusedDays } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader } from '../../commit/platform.ts'

/** Marks that link one case with few others. Hospital and doctor are everybody's; they count as rates. */
export const linkingKinds = ['account', 'phone', 'payer', 'document-number'] as const

/** Whether claim `c` was refused for forged evidence, and no board lifted that. */
export const wasForged = sql<boolean>`(c.refusal_code = 'forged-evidence' and c.status in ('refused', 'disputed', 'closed'))`

/** A claim of another participant that has a mark in common with one of the given claims. */
export interface LinkedClaim {
  readonly claimId: string
  readonly kind: (typeof linkingKinds)[number]
  /** Equal for equal marks, and says nothing else. */
  readonly mark: string
  readonly otherClaimId: string
  readonly otherCase: string
  readonly samePayer: boolean
  readonly sameHospital: boolean
  /** Filed before this one, or on its day. */
  readonly otherFirst: boolean
  /** Refused for forged evidence, unless the board lifted it. */
  readonly forged: boolean
}

/** Links of one claim; without it a shared account of an office that files for many would fill a page. */
const maxLinks = 200

/** Whether the claims `own` and `c` of the statement around it have a mark of this kind in common. */
const bothHave = (kind: 'payer' | 'hospital') => sql<boolean>`exists (
  select from claim_marks a join claim_marks b using (kind, mark)
  where a.kind = ${kind} and a.claim_id = own.claim_id and b.claim_id = c.claim_id)`

/** What these claims have in common with claims of other participants, the newest claims first. */
export async function linkedClaims(reader: Reader, claimIds: readonly string[]): Promise<readonly LinkedClaim[]> {
  const { rows } = await sql<{
    claim_id: string
    kind: LinkedClaim['kind']
    mark: string
    other_claim_id: string
    other_case: string
    same_payer: boolean
    same_hospital: boolean
    other_first: boolean
    forged: boolean
  }>`
    select own.claim_id, own.kind, encode(own.mark, 'hex') as mark, c.claim_id as other_claim_id,
      c.case_reference as other_case, c.filed_on <= self.filed_on as other_first, ${wasForged} as forged,
      ${bothHave('payer')} as same_payer, ${bothHave('hospital')} as same_hospital
    from claim_marks own
      join claims self on self.claim_id = own.claim_id
      join claim_marks m on m.kind = own.kind and m.mark = own.mark and m.claim_id <> own.claim_id
      join claims c on c.claim_id = m.claim_id and c.participant_id <> self.participant_id
    where own.claim_id = any(${[...claimIds]}::uuid[]) and own.kind = any(${[...linkingKinds]}::text[])
    order by c.filed_on desc, c.case_reference, own.kind limit ${maxLinks}`.execute(reader)
  return rows.map((row) => ({
    claimId: row.claim_id,
    kind: row.kind,
    mark: row.mark,
    otherClaimId: row.other_claim_id,
    otherCase: row.other_case,
    samePayer: row.same_payer,
    sameHospital: row.same_hospital,
    otherFirst: row.other_first,
    forged: row.forged,
  }))
}

export interface CaseOfClaim {
  readonly claimId: string
  readonly caseReference: string
  readonly participantId: bigint
  readonly status: string
  readonly illness: string
  readonly filedOn: Temporal.PlainDate
}

/** The cases of these claims. */
export async function casesOfClaims(reader: Reader, claimIds: readonly string[]): Promise<readonly CaseOfClaim[]> {
  const { rows } = await sql<{
    claim_id: string
    case_reference: string
    participant_id: bigint
    status: string
    illness_code: string
    filed_on: Temporal.PlainDate
  }>`
    select claim_id, case_reference, participant_id, status, illness_code, filed_on from claims
    where claim_id = any(${[...claimIds]}::uuid[]) order by case_reference`.execute(reader)
  return rows.map((row) => ({
    claimId: row.claim_id,
    caseReference: row.case_reference,
    participantId: row.participant_id,
    status: row.status,
    illness: row.illness_code,
    filedOn: row.filed_on,
  }))
}

/** A claim with more sentences in common than a few. */
export interface SharedWords {
  readonly otherClaimId: string
  readonly sentences: number
  readonly sameDoctor: boolean
}

/** A sentence of more cases than this is a form's or a habit's, and nobody's own. */
const mostCasesOfSentence = 30

/** Claims whose papers have `fewest` sentences or more, word for word, in common with this one's; the most alike first. */
export async function claimsWithWords(
  reader: Reader,
  claimId: string,
  fewest: number,
): Promise<readonly SharedWords[]> {
  const { rows } = await sql<{ claim_id: string; sentences: bigint; same_doctor: boolean }>`
    with shared as (
      select unnest(of.claims) as claim_id from claim_marks own
        cross join lateral (select array_agg(claim_id) as claims from (
          select claim_id from claim_marks m where m.kind = 'sentence' and m.mark = own.mark limit ${mostCasesOfSentence + 1}) m) of
      where own.claim_id = ${claimId} and own.kind = 'sentence' and cardinality(of.claims) <= ${mostCasesOfSentence})
    select claim_id, count(*) as sentences, exists (
        select from claim_marks a join claim_marks b using (kind, mark)
        where a.kind = 'doctor' and a.claim_id = ${claimId} and b.claim_id = shared.claim_id) as same_doctor
    from shared where claim_id <> ${claimId} group by claim_id having count(*) >= ${fewest}
    order by sentences desc, claim_id limit ${maxLinks}`.execute(reader)
  return rows.map((row) => ({
    otherClaimId: row.claim_id,
    sentences: Number(row.sentences),
    sameDoctor: row.same_doctor,
  }))
}

/** Days before and after its filing in which other cases of a doctor say something about this one. */
const doctorDays = 180

/** Other cases with papers of a doctor of this claim's papers. */
export async function casesOfDoctors(reader: Reader, claimId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ case_reference: string }>`
    select distinct c.case_reference from claim_marks own
      join claim_marks m on m.kind = own.kind and m.mark = own.mark and m.claim_id <> own.claim_id
        and m.filed_on between own.filed_on - ${doctorDays}::integer and own.filed_on + ${doctorDays}::integer
      join claims c on c.claim_id = m.claim_id
    where own.claim_id = ${claimId} and own.kind = 'doctor' limit ${maxLinks}`.execute(reader)
  return rows.map((row) => row.case_reference)
}

/** Other cases of this claim's participant that were refused for forged evidence. */
export async function ownForgedCases(reader: Reader, claimId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ case_reference: string }>`
    select c.case_reference from claims self join claims c using (participant_id)
    where self.claim_id = ${claimId} and c.claim_id <> ${claimId} and ${wasForged}
    order by c.filed_on desc limit ${maxLinks}`.execute(reader)
  return rows.map((row) => row.case_reference)
}

/** Open claims of the hospital and the doctors of this one around it, for which it matters whether this one was refused. */
export async function claimsAround(reader: Reader, claimId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ claim_id: string }>`
    select distinct m.claim_id from claim_marks own
      join claim_marks m on m.kind = own.kind and m.mark = own.mark and m.claim_id <> own.claim_id
        and m.filed_on between own.filed_on - ${refusedDays}::integer and own.filed_on + ${refusedDays}::integer
      join claims c on c.claim_id = m.claim_id and c.status <> all (${[...endStatuses]})
    where own.claim_id = ${claimId} and own.kind in ('hospital', 'doctor') limit ${maxLinks}`.execute(reader)
  return rows.map((row) => row.claim_id)
}
