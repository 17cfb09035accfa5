import { describe, expect, test } from 'vitest'
import {
  brother,
  checklist,
  claimFrom,
  day,
  filed,
  histories,
  objection,
  outcome,
  plan,
  proposed,
  requested,
  reviewer,
  second,
  statement,
  submitted,
  toDeciding,
  today,
  toPublished,
  toReview,
} from '../../test/claims.ts'
import type { Decision } from '../decision.ts'
import * as claims from './index.ts'

/** Every verb, called rightly, with the statuses in which it is allowed. */
const verbs: Record<
  string,
  {
    readonly allowed: readonly claims.ClaimStatus[]
    readonly run: (claim: claims.Claim) => Decision<claims.ClaimEvent>
  }
> = {
  addEvidence: {
    allowed: ['collecting-evidence', 'evidence-requested'],
    run: (claim) => claims.addEvidence(claim, { evidenceId: 'e2', sha256Commitment: 'c', byInvestigator: false }),
  },
  addEvidenceAsInvestigator: {
    allowed: ['investigation'],
    run: (claim) => claims.addEvidence(claim, { evidenceId: 'e2', sha256Commitment: 'c', byInvestigator: true }),
  },
  submitClaim: { allowed: ['collecting-evidence', 'evidence-requested'], run: claims.submitClaim },
  requestEvidence: {
    allowed: ['desk-review', 'investigation', 'deciding'],
    run: (claim) => claims.requestEvidence(claim, { officer: reviewer, plan, question: 'Which day?' }, today),
  },
  passDeskReview: {
    allowed: ['desk-review'],
    run: (claim) => claims.passDeskReview(claim, { officer: reviewer, plan, checklist, investigate: false, note: '' }),
  },
  assignInvestigation: {
    allowed: ['investigation'],
    run: (claim) => claims.assignInvestigation(claim, { investigator: reviewer }),
  },
  reportInvestigation: {
    allowed: ['investigation'],
    run: (claim) => claims.reportInvestigation(claim, { officer: reviewer, report: 'seen' }),
  },
  approveClaim: {
    allowed: ['deciding', 'second-approval'],
    run: (claim) => claims.approveClaim(claim, { officer: reviewer, plan, clause: '4', text: 'ok' }),
  },
  returnApproval: {
    allowed: ['second-approval'],
    run: (claim) => claims.returnApproval(claim, { officer: reviewer, text: 'look again' }),
  },
  refuseClaim: {
    allowed: ['desk-review', 'deciding'],
    run: (claim) =>
      claims.refuseClaim(
        claim,
        { officer: reviewer, plan, reason: { code: 'forged-evidence', clause: '6', text: 'stamp' } },
        today,
      ),
  },
  lapseEvidenceRequest: {
    allowed: ['evidence-requested'],
    run: (claim) => claims.lapseEvidenceRequest(claim, plan, today),
  },
  withdrawClaim: {
    allowed: [
      'collecting-evidence',
      'desk-review',
      'evidence-requested',
      'investigation',
      'deciding',
      'second-approval',
      'approved',
      'published',
      'refused',
      'disputed',
    ],
    run: claims.withdrawClaim,
  },
  acceptRefusal: { allowed: ['refused'], run: claims.acceptRefusal },
  disputeRefusal: {
    allowed: ['refused'],
    run: (claim) => claims.disputeRefusal(claim, { plan, statement: 'no' }, today),
  },
  referClaim: {
    allowed: ['deciding'],
    run: (claim) => claims.referClaim(claim, { officer: reviewer, plan, statement: 'unsure' }),
  },
  disputeObjection: {
    allowed: ['published', 'approved'],
    run: (claim) =>
      claims.disputeObjection(
        { ...claim, dismissedObjections: [objection] },
        { plan, objectionId: 'o1', objectorPersonId: 55n, statement: 'look again' },
      ),
  },
  closeUndisputed: {
    allowed: ['refused'],
    run: (claim) => claims.closeUndisputed(claim, plan, day('2020-06-28')),
  },
  receiveVerdict: {
    allowed: ['disputed'],
    run: (claim) => claims.receiveVerdict(claim, { plan, outcome: 'upheld', verdict: 'pay', dispute: null }, today),
  },
  publishClaim: {
    allowed: ['approved'],
    run: (claim) => claims.publishClaim(claim, { period: '2020-06-A', objectionsUntil: today }),
  },
  raiseObjection: { allowed: ['published'], run: (claim) => claims.raiseObjection(claim, objection, today) },
  settleClaim: { allowed: ['published'], run: (claim) => claims.settleClaim(claim, { period: '2020-06-A' }) },
  payClaim: {
    allowed: ['settled'],
    run: (claim) => claims.payClaim(claim, { paidOn: today, paidFen: 30_000_000n }),
  },
}

describe('each verb works in its statuses and is refused in every other', () => {
  for (const [name, { allowed, run }] of Object.entries(verbs)) {
    for (const status of claims.claimStatuses) {
      const may = allowed.includes(status)
      test(`${name} ${may ? 'works' : 'is refused'} in ${status}`, () => {
        const claim = claimFrom(histories[status])
        expect(claim.status).toBe(status)
        const decision = run(claim)
        if (may) {
          expect(decision).toMatchObject({ accepted: true })
        } else {
          expect(decision).toMatchObject({ accepted: false, refusal: { code: 'claim-not-in-status' } })
        }
      })
    }
  }
})

/** The status after an accepted decision, or the code of the refusal. */
describe('review', () => {
  const deciding = claimFrom(toDeciding)
  const approval = { plan, clause: '4', text: 'ok' }

  test('a payout above the set sum needs two different people', () => {
    const first = claims.approveClaim(deciding, { officer: reviewer, ...approval })
    expect(outcome(deciding, first)).toBe('second-approval')
    const waiting = claimFrom([...toDeciding, proposed])
    expect(outcome(waiting, claims.approveClaim(waiting, { officer: reviewer, ...approval }))).toBe('same-person-twice')
    expect(outcome(waiting, claims.returnApproval(waiting, { officer: reviewer, text: 'x' }))).toBe('same-person-twice')
    expect(outcome(waiting, claims.approveClaim(waiting, { officer: second, ...approval }))).toBe('approved')
    expect(outcome(waiting, claims.returnApproval(waiting, { officer: second, text: 'x' }))).toBe('deciding')
  })

  test('a payout at the set sum needs one', () => {
    const claim = { ...deciding, payoutFen: 10_000_000n }
    expect(outcome(claim, claims.approveClaim(claim, { officer: reviewer, ...approval }))).toBe('approved')
    const above = { ...deciding, payoutFen: 10_000_001n }
    expect(outcome(above, claims.approveClaim(above, { officer: reviewer, ...approval }))).toBe('second-approval')
  })

  test("nobody decides their own or their family's case", () => {
    const code = 'conflict-of-interest'
    const review = claimFrom(toReview)
    const waiting = claimFrom([...toDeciding, proposed])
    const reason: claims.RefusalReason = { code: 'forged-evidence', clause: '6', text: 'stamp' }
    const officer = brother
    expect(outcome(deciding, claims.approveClaim(deciding, { officer, ...approval }))).toBe(code)
    expect(outcome(waiting, claims.approveClaim(waiting, { officer, ...approval }))).toBe(code)
    expect(outcome(waiting, claims.returnApproval(waiting, { officer, text: 'x' }))).toBe(code)
    expect(outcome(deciding, claims.refuseClaim(deciding, { officer, plan, reason }, today))).toBe(code)
    expect(outcome(review, claims.requestEvidence(review, { officer, plan, question: '?' }, today))).toBe(code)
    const pass = { officer, plan, checklist, investigate: false, note: '' }
    expect(outcome(review, claims.passDeskReview(review, pass))).toBe(code)
    const investigation = claimFrom(histories.investigation)
    expect(outcome(investigation, claims.assignInvestigation(investigation, { investigator: officer }))).toBe(code)
    const listed = claimFrom([...toPublished, { kind: 'objection-raised', ...objection }])
    const answer = { officer, objectionId: 'o1', upheld: false, text: 'x' }
    expect(outcome(listed, claims.answerObjection(listed, answer))).toBe(code)
  })

  test('every item of the checklist is answered, and a bad answer is explained', () => {
    const review = claimFrom(toReview)
    const pass = { officer: reviewer, plan, checklist, investigate: false, note: '' }
    expect(outcome(review, claims.passDeskReview(review, { ...pass, checklist: [] }))).toBe('checklist-incomplete')
    const unexplained = [{ code: 'identity', satisfied: false, note: ' ' }]
    expect(outcome(review, claims.passDeskReview(review, { ...pass, checklist: unexplained }))).toBe('text-missing')
    expect(outcome(review, claims.passDeskReview(review, { ...pass, investigate: true }))).toBe('investigation')
    const always = { ...plan, review: { ...plan.review, investigation: 'always' as const } }
    expect(outcome(review, claims.passDeskReview(review, { ...pass, plan: always }))).toBe('investigation')
    const direct = claims.approveClaim(deciding, { officer: reviewer, plan: always, clause: '4', text: 'ok' })
    expect(outcome(deciding, direct)).toBe('not-investigated')
  })

  test('only the assigned investigator reports', () => {
    const claim = claimFrom(histories.investigation)
    const report = { officer: second, report: 'seen' }
    expect(outcome(claim, claims.reportInvestigation(claim, report))).toBe('not-the-investigator')
    expect(outcome(claim, claims.reportInvestigation(claim, { officer: reviewer, report: ' ' }))).toBe('text-missing')
  })

  test('an undeclared fact is a ground only where it bears on the illness, and the reviewer says how', () => {
    const refuseFor = (claim: claims.Claim, undeclared: claims.RefusalReason['undeclared']) => {
      const reason = { code: 'undeclared-fact' as const, clause: '1', text: 'x', ...(undeclared && { undeclared }) }
      return outcome(claim, claims.refuseClaim(claim, { officer: reviewer, plan, reason }, today))
    }
    const other = { ...deciding, statement: { ...statement, illness: 'paralysis' } }
    expect(refuseFor(deciding, undefined)).toBe('question-unknown')
    expect(refuseFor(deciding, { question: 'weather', bearing: 'x' })).toBe('question-unknown')
    expect(refuseFor(deciding, { question: 'tumour', bearing: '' })).toBe('text-missing')
    expect(refuseFor(other, { question: 'tumour', bearing: 'x' })).toBe('fact-does-not-bear-on-illness')
    expect(refuseFor(deciding, { question: 'tumour', bearing: 'the same tumour' })).toBe('refused')
  })

  test('a decision names a clause of the plan', () => {
    const approve = claims.approveClaim(deciding, { officer: reviewer, plan, clause: '99', text: 'ok' })
    expect(outcome(deciding, approve)).toBe('clause-unknown')
  })

  test('a request for evidence goes back to where it came from', () => {
    for (const from of ['desk-review', 'investigation', 'deciding'] as const) {
      const asked = claimFrom([...histories[from], requested])
      expect(outcome(asked, claims.submitClaim(asked))).toBe(from)
    }
  })

  test('a request for evidence lapses on the day after its deadline', () => {
    const asked = claimFrom(histories['evidence-requested'])
    const lapse = (on: string) => outcome(asked, claims.lapseEvidenceRequest(asked, plan, day(on)))
    expect(lapse('2020-06-14')).toBe('claim-not-in-status')
    expect(lapse('2020-06-15')).toBe('refused')
  })

  test('a claim has at most so many files, and none is not enough', () => {
    const empty = claimFrom([filed])
    expect(outcome(empty, claims.submitClaim(empty))).toBe('no-evidence')
    const full = { ...empty, evidenceIds: Array.from({ length: claims.mostEvidencePerClaim }, (_, i) => String(i)) }
    const add = { evidenceId: 'one-more', sha256Commitment: 'c', byInvestigator: false }
    expect(outcome(full, claims.addEvidence(full, add))).toBe('too-much-evidence')
  })
})

describe('publicity', () => {
  const claim = claimFrom(toPublished)
  const object = (change: object, on = '2020-06-20') =>
    outcome(claim, claims.raiseObjection(claim, { ...objection, ...change }, day(on)))
  const listed = claimFrom([...toPublished, { kind: 'objection-raised', ...objection }])

  test('a participant objects once, until the last day of the window', () => {
    expect(object({})).toBe('published')
    expect(object({}, '2020-06-21')).toBe('objection-window-closed')
    expect(object({ inPlan: false })).toBe('objector-not-in-plan')
    expect(object({ related: true })).toBe('conflict-of-interest')
    expect(object({ reason: ' ' })).toBe('text-missing')
    const again = claims.raiseObjection(listed, { ...objection, objectionId: 'o2' }, today)
    expect(outcome(listed, again)).toBe('objection-already-raised')
  })

  test('an upheld objection takes the case out of the period and back to review', () => {
    const answer = { officer: reviewer, objectionId: 'o1', text: 'right' }
    const upheld = claims.answerObjection(listed, { ...answer, upheld: true })
    expect(outcome(listed, upheld)).toBe('desk-review')
    expect(upheld.accepted && claims.evolveClaim(listed, upheld.event).period).toBeNull()
    expect(outcome(listed, claims.answerObjection(listed, { ...answer, upheld: false }))).toBe('published')
    const unknown = { ...answer, objectionId: 'o9', upheld: true }
    expect(outcome(listed, claims.answerObjection(listed, unknown))).toBe('objection-not-open')
  })

  test('a case whose objection is open on the sharing day is held over, and waits for the answer', () => {
    const held = claims.settleClaim(listed, { period: '2020-06-A' })
    expect(outcome(listed, held)).toBe('approved')
    const waiting = claimFrom([...toPublished, { kind: 'objection-raised', ...objection }, { kind: 'claim-held-over' }])
    const publish = { period: '2020-06-B', objectionsUntil: day('2020-06-27') }
    expect(outcome(waiting, claims.publishClaim(waiting, publish))).toBe('claim-not-in-status')
    const answer = { officer: reviewer, objectionId: 'o1', upheld: false, text: 'no ground' }
    const answered = claims.answerObjection(waiting, answer)
    expect(answered.accepted).toBe(true)
    const free = claims.evolveClaim(waiting, answered.accepted ? answered.event : submitted)
    expect(outcome(free, claims.publishClaim(free, publish))).toBe('published')
  })

  test('a case is settled with its own period only', () => {
    expect(outcome(claim, claims.settleClaim(claim, { period: '2020-06-B' }))).toBe('claim-not-in-status')
  })
})

describe('filing', () => {
  const state: claims.FilingState = {
    plan,
    membership: { status: 'active', joinedOn: day('2020-01-01'), endedOn: null, lapses: [] },
    birthDate: day('1985-05-05'),
    hasOpenClaim: false,
    mayClaim: true,
    paidOutBefore: false,
  }
  const file = (change: Partial<claims.ClaimStatement>, other: Partial<claims.FilingState> = {}, on = today) => {
    const command = { claimantPersonId: 70n, statement: { ...statement, ...change } }
    const decision = claims.fileClaim({ ...state, ...other }, command, on)
    if (!decision.accepted) return decision.refusal.code
    const claim = claimFrom(decision.event)
    return claim.refusal?.reason.code ?? `${claim.status} ${claim.payoutFen}`
  }

  test('day 90 after joining is still waiting, day 91 is not; an accident does not wait', () => {
    // 2020-01-01 is day 1.
    expect(file({ diagnosedOn: day('2020-03-30') })).toBe('in-waiting-period')
    expect(file({ diagnosedOn: day('2020-03-31') })).toBe('collecting-evidence 30000000')
    expect(file({ diagnosedOn: day('2020-03-30'), cause: 'accident' })).toBe('collecting-evidence 30000000')
  })

  test('180 days after first diagnosis is in time, 181 is not', () => {
    const diagnosedOn = day('2020-05-01')
    expect(file({ diagnosedOn }, {}, diagnosedOn.add({ days: 180 }))).toBe('collecting-evidence 30000000')
    expect(file({ diagnosedOn }, {}, diagnosedOn.add({ days: 181 }))).toBe('filed-too-late')
  })

  test('the payout follows the age on the day of first diagnosis, and the mild form', () => {
    expect(file({}, { birthDate: day('1980-06-02') })).toBe('collecting-evidence 30000000')
    expect(file({}, { birthDate: day('1980-06-01') })).toBe('collecting-evidence 10000000')
    expect(file({ mild: true })).toBe('collecting-evidence 5000000')
    expect(file({}, { birthDate: day('1960-06-01') })).toBe('age-not-covered')
  })

  test('what the plan does not cover is refused by its rule', () => {
    expect(file({}, { paidOutBefore: true })).toBe('second-payout')
    const joinedOn = day('2020-01-01')
    const left = { status: 'ended', joinedOn, reason: 'left', lapses: [] } as const
    const ended = { ...left, endedOn: day('2020-05-31') }
    expect(file({}, { membership: ended })).toBe('not-in-plan-at-diagnosis')
    const later = { ...left, endedOn: day('2020-06-01') }
    expect(file({}, { membership: later })).toBe('collecting-evidence 30000000')
    expect(file({ diagnosedOn: day('2019-12-31') })).toBe('not-in-plan-at-diagnosis')
    expect(file({ illness: 'other' })).toBe('illness-not-covered')
    const accidentPlan = { ...plan, cover: { ...plan.cover, causes: ['accident' as const] } }
    expect(file({}, { plan: accidentPlan })).toBe('cause-not-covered')
  })

  test('a rare disease is covered from its first day', () => {
    const membership = { status: 'active', joinedOn: day('2019-01-01'), endedOn: null, lapses: [] } as const
    const rare = { illness: 'pompe-disease' }
    expect(file({ ...rare, diagnosedOn: day('2019-12-31') }, { membership })).toBe('illness-not-covered')
    expect(file({ ...rare, diagnosedOn: day('2020-01-01') }, { membership })).toBe('collecting-evidence 30000000')
  })

  test('a statement that makes no sense is not filed at all', () => {
    expect(file({}, { mayClaim: false })).toBe('not-your-participant')
    expect(file({}, { hasOpenClaim: true })).toBe('claim-already-open')
    expect(file({ illness: 'hangnail' })).toBe('illness-unknown')
    expect(file({ illness: 'paralysis', mild: true })).toBe('no-mild-form')
    expect(file({ diagnosedOn: today.add({ days: 1 }) })).toBe('diagnosis-in-future')
    expect(file({ diagnosedOn: day('1985-05-04') })).toBe('diagnosis-before-birth')
    expect(file({ hospital: '  ' })).toBe('text-missing')
  })
})
