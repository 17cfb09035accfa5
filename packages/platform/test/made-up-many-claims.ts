import { type Claim, type ClaimEvent, type ClaimStatus, evolveClaim, type PlanVersion, type Role } from '@tongzhou/core'
import { sql } from 'kysely'
import { writeClaimEvent } from '../src/claims/claim-codec.ts'
import { claimSubject, stepContext } from '../src/claims/store.ts'
import { newId, type Platform } from '../src/commit/platform.ts'
import { addPapers } from './made-up-many-papers.ts'

/** Claims of one round of statements. */
const batch = 1_000

/** Of a thousand claims of a plan some years old, how many are where. */
const perThousand: Readonly<Record<ClaimStatus, number>> = {
  'collecting-evidence': 30,
  'desk-review': 60,
  'evidence-requested': 20,
  investigation: 40,
  deciding: 20,
  'second-approval': 10,
  approved: 10,
  published: 10,
  settled: 5,
  paid: 665,
  refused: 20,
  disputed: 5,
  closed: 80,
  withdrawn: 25,
}

/** Who works on them. */
export const manyOfficers = {
  reviewers: [900_001n, 900_002n, 900_003n, 900_004n],
  investigators: [900_011n, 900_012n, 900_013n, 900_014n, 900_015n, 900_016n],
} as const

export interface ManyClaims {
  readonly count: number
  /** Of `addMany`; each has one claim at most. */
  readonly participants: number
  /** Codes with their publicity days, oldest first; the last is the one in which cases are public now. */
  readonly periods: readonly { readonly code: string; readonly publicityDay: Temporal.PlainDate }[]
  readonly progress?: (done: number) => void
}

interface Made {
  readonly number: number
  readonly claimId: string
  readonly reference: string
  readonly status: ClaimStatus
  readonly participantId: bigint
  readonly claim: Claim
  readonly events: readonly ClaimEvent[]
  readonly filedOn: Temporal.PlainDate
}

/**
 * Claims in every status with their sealed steps, papers, looks at them, marks and risk scores, those who took them, and the public cases.
 * Their entries are not on the log, and papers have no bytes.
 */
export async function addManyClaims(platform: Platform, plan: PlanVersion, many: ManyClaims): Promise<void> {
  const statuses = (Object.keys(perThousand) as ClaimStatus[]).flatMap((status) =>
    Array.from({ length: perThousand[status] }, () => status),
  )
  for (let from = 0; from < many.count; from += batch) {
    const made = Array.from({ length: Math.min(batch, many.count - from) }, (_, at) => {
      // 7 and 1,000 have no common divisor: statuses are spread over the numbers.
      const number = from + at
      return makeClaim(platform, plan, many, number, statuses[(number * 7) % 1_000]!)
    })
    await insertClaims(platform, plan, made)
    many.progress?.(from + made.length)
  }
  await insertAround(platform)
  await sql`vacuum analyze`.execute(platform.database)
}

function makeClaim(platform: Platform, plan: PlanVersion, many: ManyClaims, number: number, status: ClaimStatus): Made {
  const { participants, periods } = many
  const isOver = ['paid', 'closed', 'withdrawn'].includes(status)
  const period = isOver ? periods[number % (periods.length - 1)]! : periods.at(-1)!
  const filedOn = period.publicityDay.subtract({ days: isOver ? 30 + (number % 60) : 1 + (number % 60) })
  const participantId = BigInt(1 + Math.floor((number * participants) / many.count))
  const events = eventsTo(plan, { number, status, period, filedOn, participantId })
  const claim = events.reduce<Claim | null>((soFar, event) => evolveClaim(soFar, event), null)!
  if (claim.status !== status) throw new Error(`the steps lead to ${claim.status}, not ${status}`)
  const claimId = newId(platform.dice)
  return { number, claimId, reference: referenceOf(number), status, participantId, claim, events, filedOn }
}

type Asked = Pick<Made, 'number' | 'status' | 'filedOn' | 'participantId'> & {
  readonly period: ManyClaims['periods'][number]
}

function eventsTo(plan: PlanVersion, { filedOn, number, participantId, period, status }: Asked): ClaimEvent[] {
  const reviewerPersonId = manyOfficers.reviewers[number % manyOfficers.reviewers.length]!
  const investigatorPersonId = manyOfficers.investigators[number % manyOfficers.investigators.length]!
  const illnesses = plan.cover.illnesses
  const decided = { reviewerPersonId, clause: '1', text: '材料一致，符合条款。' }
  const statement = {
    participantId,
    illness: illnesses[number % illnesses.length]!.code,
    mild: false,
    cause: 'illness' as const,
    diagnosedOn: filedOn.subtract({ days: 10 }),
    hospital: `第${(number % 300) + 1}人民医院`,
    payeeAccount: `62220200${String(number).padStart(8, '0')}`,
    payeeName: '张三',
  }
  const payoutFen = number % 3 === 0 ? 10_000_000n : 30_000_000n
  const all: ClaimEvent[] = [
    { kind: 'claim-filed', claimantPersonId: participantId, planVersion: plan.version, filedOn, payoutFen, statement },
    { kind: 'claim-submitted' },
    { kind: 'desk-review-passed', reviewerPersonId, checklist: [], investigate: true, note: '' },
    { kind: 'investigation-assigned', investigatorPersonId },
    { kind: 'investigation-reported', investigatorPersonId, report: '与主治医生谈过，病历一致。' },
    { kind: 'approval-proposed', ...decided },
    {
      kind: 'claim-approved',
      ...decided,
      reviewerPersonId: manyOfficers.reviewers.find((one) => one !== reviewerPersonId)!,
    },
    { kind: 'claim-published', period: period.code, objectionsUntil: period.publicityDay.add({ days: 3 }) },
    { kind: 'claim-settled', period: period.code },
    { kind: 'claim-paid', paidOn: period.publicityDay.add({ days: 12 }), paidFen: payoutFen },
  ]
  const refusal = {
    kind: 'claim-refused',
    reviewerPersonId,
    refusedOn: filedOn.add({ days: 20 }),
    reason: { code: 'undeclared-fact', clause: '1', text: '未告知。' },
  } as const
  const refused = [...all.slice(0, 5), refusal]
  const ways: Readonly<Record<ClaimStatus, readonly ClaimEvent[]>> = {
    'collecting-evidence': all.slice(0, 1),
    'desk-review': all.slice(0, 2),
    'evidence-requested': [
      ...all.slice(0, 2),
      { kind: 'evidence-requested', question: '请补交病理报告。', dueOn: filedOn.add({ days: 40 }) },
    ],
    investigation: all.slice(0, 4),
    deciding: all.slice(0, 5),
    'second-approval': all.slice(0, 6),
    approved: all.slice(0, 7),
    published: all.slice(0, 8),
    settled: all.slice(0, 9),
    paid: all,
    refused,
    disputed: [
      ...refused,
      { kind: 'refusal-disputed', statement: '与此病无关。', rulesVersion: plan.version, appeal: false },
    ],
    closed: [...refused, { kind: 'refusal-accepted' }],
    withdrawn: [...all.slice(0, 2), { kind: 'claim-withdrawn' }],
  }
  return [...ways[status]]
}

async function insertClaims(platform: Platform, plan: PlanVersion, made: readonly Made[]): Promise<void> {
  const { database, vault } = platform
  const keys = made.map(({ claimId }) => {
    const key = vault.newSubjectKey()
    return { subject: claimSubject(claimId), key, wrapped: vault.wrapSubjectKey(claimSubject(claimId), key) }
  })
  const steps = made.flatMap(({ claimId, events, filedOn, reference }, at) =>
    events.map((event, index) => ({
      claimId,
      subject: `claim/${reference}`,
      stepNo: index + 1,
      eventId: newId(platform.dice),
      kind: event.kind,
      role: (index === 0 ? 'participant' : 'reviewer') satisfies Role,
      at: filedOn
        .add({ days: 4 * index })
        .toZonedDateTime(plan.timeZone)
        .toInstant(),
      sealed: vault.sealText(keys[at]!.key, stepContext(claimId, index + 1), writeClaimEvent(event)),
    })),
  )
  await sql`
    insert into subject_keys (subject, wrapped_key)
    select * from unnest(${keys.map(({ subject }) => subject)}::text[], ${keys.map(({ wrapped }) => wrapped)}::bytea[])`.execute(
    database,
  )
  await sql`
    insert into journal_events (event_id, kind, subject, recorded_at, entry)
    select *, '{}' from unnest(${steps.map(({ eventId }) => eventId)}::uuid[], ${steps.map(({ kind }) => kind)}::text[],
      ${steps.map(({ subject }) => subject)}::text[], ${steps.map(({ at }) => at)}::timestamptz[])`.execute(database)
  await sql`
    insert into claims (claim_id, case_reference, plan_code, plan_version, participant_id, claimant_person_id, status, illness_code, mild,
      payout_fen, filed_on, status_since, evidence_due_on, refused_on, refusal_code, period_code, objections_until,
      investigator_person_id, step_count)
    select claim_id, case_reference, ${plan.plan}::text, ${plan.version}::integer, participant_id, participant_id, status, illness_code,
      false, payout_fen, filed_on, status_since, evidence_due_on, refused_on, refusal_code, period_code, objections_until,
      investigator_person_id, step_count
    from unnest(${made.map(({ claimId }) => claimId)}::uuid[], ${made.map(({ reference }) => reference)}::text[],
      ${made.map(({ participantId }) => participantId)}::bigint[], ${made.map(({ status }) => status)}::text[],
      ${made.map(({ claim }) => claim.statement.illness)}::text[], ${made.map(({ claim }) => claim.payoutFen)}::bigint[],
      ${made.map(({ filedOn }) => filedOn)}::date[],
      ${made.map(({ events, filedOn }) =>
        filedOn
          .add({ days: 4 * events.length })
          .toZonedDateTime(plan.timeZone)
          .toInstant(),
      )}::timestamptz[],
      ${made.map(({ claim }) => claim.evidenceDueOn)}::date[], ${made.map(({ claim }) => claim.refusal?.refusedOn ?? null)}::date[],
      ${made.map(({ claim }) => claim.refusal?.reason.code ?? null)}::text[], ${made.map(({ claim }) => claim.period)}::text[],
      ${made.map(({ claim }) => claim.objectionsUntil)}::date[], ${made.map(({ claim }) => claim.investigatorPersonId)}::bigint[],
      ${made.map(({ events }) => events.length)}::integer[]) as made (claim_id, case_reference, participant_id, status, illness_code,
        payout_fen, filed_on, status_since, evidence_due_on, refused_on, refusal_code, period_code, objections_until,
        investigator_person_id, step_count)`.execute(database)
  await sql`
    insert into claim_steps (claim_id, step_no, event_id, kind, actor_role, recorded_at, sealed)
    select * from unnest(${steps.map(({ claimId }) => claimId)}::uuid[], ${steps.map(({ stepNo }) => stepNo)}::integer[],
      ${steps.map(({ eventId }) => eventId)}::uuid[], ${steps.map(({ kind }) => kind)}::text[], ${steps.map(({ role }) => role)}::text[],
      ${steps.map(({ at }) => at)}::timestamptz[], ${steps.map(({ sealed }) => sealed)}::bytea[])`.execute(database)
  await addPapers(
    platform,
    made.map(({ claimId, status }, at) => ({ claimId, key: keys[at]!.key, hasFieldWork: status === 'investigation' })),
  )
}

/** What stands around the claims, set-based. */
async function insertAround({ clock, database }: Platform): Promise<void> {
  const now = clock.now()
  const hash = (text: string) => sql`sha256(convert_to(${sql.raw(text)}, 'UTF8'))`
  await sql`
    insert into published_cases (case_reference, plan_code, period_code, event_id, age_band, region, illness_code, mild, payout_fen,
      days_since_joining, published_on)
    select c.case_reference, c.plan_code, c.period_code, s.event_id, (extract(year from age(p.birth_date))::integer / 10 * 10) || '-' ||
      (extract(year from age(p.birth_date))::integer / 10 * 10 + 9), p.region, c.illness_code, false, c.payout_fen,
      greatest(0, c.filed_on - p.joined_on), c.objections_until - 3
    from claims c join claim_steps s on s.claim_id = c.claim_id and s.kind = 'claim-published'
    join participants p using (participant_id)`.execute(database)
  await sql`
    insert into claim_marks (claim_id, kind, mark, plan_code, filed_on)
    select claim_id, kind, mark, plan_code, filed_on from claims, lateral (values
      ('account', ${hash("'account' || participant_id")}), ('hospital', ${hash("'hospital' || participant_id % 300")}),
      ('doctor', ${hash("'doctor' || participant_id % 3000")})) marks (kind, mark)`.execute(database)
  await sql`
    insert into claim_risks (claim_id, score, points, step_count, settings_no, scored_at)
    select claim_id, abs(hashint8(participant_id)) % 100, '[]', step_count, 0, ${now} from claims`.execute(database)
  await sql`
    insert into evidence_views (evidence_id, viewer_person_id, viewer_role, shown, recorded_at)
    select evidence_id, ${manyOfficers.reviewers[0]}::bigint + n % 4, 'reviewer', 'copy', recorded_at + n * interval '1 hour'
    from evidence, generate_series(1, 6) n`.execute(database)
  await sql`
    insert into taken_cases (claim_id, person_id, taken_at, until)
    select claim_id, ${manyOfficers.reviewers[0]}::bigint + participant_id % 4, ${now}, ${now}::timestamptz + interval '2 hours'
    from claims where status = 'desk-review' and hashint8(participant_id) % 10 = 0`.execute(database)
}

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A reference for each number, the next ones not beside it. */
function referenceOf(number: number): string {
  let rest = (BigInt(number) * 0x9e3779b1n) & 0xffffffffffn
  let text = ''
  for (let place = 0; place < 8; place += 1) {
    text = crockford[Number(rest % 32n)] + text
    rest /= 32n
  }
  return `${text.slice(0, 4)}-${text.slice(4)}`
}
