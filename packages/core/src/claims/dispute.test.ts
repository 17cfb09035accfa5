import { describe, expect, test } from 'vitest'
import {
  claimFrom,
  day,
  histories,
  objection,
  outcome,
  plan,
  toDeciding,
  today,
  toPublished,
} from '../../test/claims.ts'
import * as claims from './index.ts'

describe('dispute', () => {
  const claim = claimFrom(histories.refused)
  const dispute = (on: string) => outcome(claim, claims.disputeRefusal(claim, { plan, statement: 'no' }, day(on)))

  test("is possible to the last of the plan's days, and the refusal is final on the day after", () => {
    expect(dispute('2020-06-27')).toBe('disputed')
    expect(dispute('2020-06-28')).toBe('dispute-too-late')
    expect(outcome(claim, claims.closeUndisputed(claim, plan, day('2020-06-27')))).toBe('claim-not-in-status')
    expect(outcome(claim, claims.closeUndisputed(claim, plan, day('2020-06-28')))).toBe('closed')
  })

  test('keeps the version of the rules it opened with', () => {
    const decision = claims.disputeRefusal(claim, { plan: { ...plan, version: 3 }, statement: 'no' }, today)
    expect(decision.accepted && claims.evolveClaim(claim, decision.event).disputeRulesVersion).toBe(3)
  })

  const withAppeals = {
    ...plan,
    disputes: {
      ...plan.disputes,
      appeal: { panelSize: 62, reserves: 10, acceptHours: 24, quorumBallots: 31, clause: '8' },
    },
  }
  const judge = (open: claims.Claim, verdict: claims.VerdictOutcome, by = plan, on = today) => {
    const decision = claims.receiveVerdict(open, { plan: by, outcome: verdict, verdict: 'so it is', dispute: null }, on)
    if (!decision.accepted) throw new Error(decision.refusal.code)
    return claims.evolveClaim(open, decision.event)
  }

  test('ends with the verdict where the plan hears no appeal', () => {
    const open = claimFrom(histories.disputed)
    expect(judge(open, 'upheld').status).toBe('approved')
    expect(judge(open, 'rejected').status).toBe('closed')
    expect(judge(open, 'no-quorum').status).toBe('closed')
  })

  test('leaves what was decided before where too few voted', () => {
    const byReviewer = claims.evolveClaim(claimFrom(toDeciding), {
      kind: 'claim-referred',
      reviewerPersonId: 9n,
      statement: 'unsure',
      rulesVersion: 1,
    })
    const undecided = judge(byReviewer, 'no-quorum')
    expect(undecided.status).toBe('deciding')
    // The board has said nothing: what the reviewer refuses now is disputed for the first time, without new evidence.
    const refused = claims.evolveClaim(undecided, histories.refused.at(-1)!)
    expect(outcome(refused, claims.disputeRefusal(refused, { plan, statement: 'look again' }, today))).toBe('disputed')
    expect(judge(byReviewer, 'rejected')).toMatchObject({
      status: 'closed',
      refusal: { reason: { code: 'board-verdict' } },
    })
    const byObjector = claimFrom([
      ...toPublished,
      { kind: 'objection-raised', ...objection },
      { kind: 'objection-dismissed', objectionId: 'o1', reviewerPersonId: 9n, text: 'no' },
      {
        kind: 'objection-disputed',
        objectionId: 'o1',
        objectorPersonId: 55n,
        statement: 'look again',
        rulesVersion: 1,
      },
    ])
    expect(byObjector).toMatchObject({ status: 'disputed', period: null })
    expect(judge(byObjector, 'no-quorum').status).toBe('approved')
    expect(judge(byObjector, 'upheld').status).toBe('approved')
  })

  test('only who raised an objection that was turned down may dispute that', () => {
    const raised = claimFrom([...toPublished, { kind: 'objection-raised', ...objection }])
    const command = { plan, objectionId: 'o1', objectorPersonId: 55n, statement: 'look again' }
    expect(outcome(raised, claims.disputeObjection(raised, command))).toBe('objection-not-yours')
    const dismissed = claims.evolveClaim(raised, {
      kind: 'objection-dismissed',
      objectionId: 'o1',
      reviewerPersonId: 9n,
      text: 'no',
    })
    expect(outcome(dismissed, claims.disputeObjection(dismissed, command))).toBe('disputed')
    const another = { ...command, objectorPersonId: 56n }
    expect(outcome(dismissed, claims.disputeObjection(dismissed, another))).toBe('objection-not-yours')
  })

  test('is appealed against once, within the days, on new evidence alone', () => {
    const judged = judge(claimFrom(histories.disputed), 'rejected', withAppeals)
    expect(judged.status).toBe('refused')
    const appeal = (one: claims.Claim, on = '2020-06-20', by = withAppeals) =>
      outcome(one, claims.disputeRefusal(one, { plan: by, statement: 'new' }, day(on)))
    expect(appeal(judged)).toBe('new-evidence-missing')
    expect(appeal(judged, '2020-06-20', plan as never)).toBe('no-appeal')
    const paper = { evidenceId: 'new', sha256Commitment: 'c', byInvestigator: false }
    const added = claims.addEvidence(judged, paper)
    if (!added.accepted) throw new Error('not added')
    const ready = claims.evolveClaim(judged, added.event)
    expect(ready.status).toBe('refused')
    expect(appeal(ready)).toBe('disputed')
    const late = today.add({ days: plan.disputes.withinDays + 1 }).toString()
    expect(appeal(ready, late)).toBe('dispute-too-late')
    const again = judge({ ...ready, status: 'disputed' }, 'rejected', withAppeals)
    expect(again.status).toBe('closed')
  })
})
