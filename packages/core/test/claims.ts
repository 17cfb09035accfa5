import * as claims from '../src/claims/index.ts'
import type { Decision } from '../src/decision.ts'
import { testPlan } from './plan.ts'

export const day = (text: string) => Temporal.PlainDate.from(text)
export const today = day('2020-06-15')
export const reviewer = { personId: 900n, related: false }
export const second = { personId: 901n, related: false }
export const brother = { personId: 902n, related: true }
export const plan = testPlan

export const statement: claims.ClaimStatement = {
  participantId: 7n,
  illness: 'malignant-tumour',
  mild: false,
  cause: 'illness',
  diagnosedOn: day('2020-06-01'),
  hospital: '城南医院',
  payeeAccount: 'account-7',
  payeeName: '林一',
}

export const filed: claims.ClaimEvent = {
  kind: 'claim-filed',
  claimantPersonId: 70n,
  planVersion: 1,
  filedOn: day('2020-06-10'),
  payoutFen: 30_000_000n,
  statement,
}
export const evidence: claims.ClaimEvent = { kind: 'evidence-added', evidenceId: 'e1', sha256Commitment: 'c' }
export const submitted: claims.ClaimEvent = { kind: 'claim-submitted' }
export const reviewed = (investigate: boolean): claims.ClaimEvent => ({
  kind: 'desk-review-passed',
  reviewerPersonId: 900n,
  checklist: [],
  investigate,
  note: '',
})
export const proposed: claims.ClaimEvent = {
  kind: 'approval-proposed',
  reviewerPersonId: 900n,
  clause: '4',
  text: 'ok',
}
export const approved: claims.ClaimEvent = { kind: 'claim-approved', reviewerPersonId: 901n, clause: '4', text: 'ok' }
export const refused: claims.ClaimEvent = {
  kind: 'claim-refused',
  reviewerPersonId: 900n,
  refusedOn: day('2020-06-12'),
  reason: { code: 'forged-evidence', clause: '6', text: 'stamp' },
}
export const published: claims.ClaimEvent = {
  kind: 'claim-published',
  period: '2020-06-A',
  objectionsUntil: day('2020-06-20'),
}
export const requested: claims.ClaimEvent = {
  kind: 'evidence-requested',
  question: 'Which day?',
  dueOn: day('2020-06-14'),
}
export const disputed: claims.ClaimEvent = { kind: 'refusal-disputed', statement: 'no', rulesVersion: 1, appeal: false }
export const settled: claims.ClaimEvent = { kind: 'claim-settled', period: '2020-06-A' }

export const toReview = [filed, evidence, submitted]
export const toDeciding = [...toReview, reviewed(false)]
export const toApproved = [...toDeciding, proposed, approved]
export const toPublished = [...toApproved, published]

/** A history for every status. */
export const histories: Record<claims.ClaimStatus, readonly claims.ClaimEvent[]> = {
  'collecting-evidence': [filed, evidence],
  'desk-review': toReview,
  'evidence-requested': [...toReview, requested],
  investigation: [...toReview, reviewed(true), { kind: 'investigation-assigned', investigatorPersonId: 900n }],
  deciding: toDeciding,
  'second-approval': [...toDeciding, { ...proposed, reviewerPersonId: 901n }],
  approved: toApproved,
  published: toPublished,
  settled: [...toPublished, settled],
  paid: [...toPublished, settled, { kind: 'claim-paid', paidOn: today, paidFen: 30_000_000n }],
  refused: [...toDeciding, refused],
  disputed: [...toDeciding, refused, disputed],
  closed: [...toDeciding, refused, { kind: 'refusal-accepted' }],
  withdrawn: [filed, { kind: 'claim-withdrawn' }],
}

export function claimFrom(events: readonly claims.ClaimEvent[]): claims.Claim {
  const claim = events.reduce<claims.Claim | null>((sofar, event) => claims.evolveClaim(sofar, event), null)
  return claim!
}

export const checklist = [{ code: 'identity', satisfied: true, note: '' }]
export const objection = { objectionId: 'o1', objectorPersonId: 55n, inPlan: true, related: false, reason: 'too early' }

export function outcome(claim: claims.Claim, decision: Decision<claims.ClaimEvent>): string {
  return decision.accepted ? claims.evolveClaim(claim, decision.event).status : decision.refusal.code
}
