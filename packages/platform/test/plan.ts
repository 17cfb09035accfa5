import type { PlanVersion } from '@tongzhou/core'
import { system } from '../src/commit/commit.ts'
import type { Platform } from '../src/commit/platform.ts'
import { loadPlan } from '../src/plans/index.ts'

const text = (en: string, zh: string) => ({ en, zh })

/** A plan with few terms, the figures of the critical-illness plan and no risk score. */
export const testPlan: PlanVersion = {
  plan: 'test-plan',
  version: 1,
  firstDay: '2020-01-01',
  name: text('Test plan', '测试计划'),
  summary: text('A plan for tests.', '用于测试的计划。'),
  timeZone: 'Asia/Shanghai',
  currency: 'CNY',
  clauses: [{ id: '1', text: text('Everything in one clause.', '全部规则。') }],
  eligibility: {
    minAgeDays: 30,
    maxAgeYears: 59,
    leapDayBirthday: 'first-of-march',
    identityDocuments: ['cn-resident-id'],
    minRiskScore: null,
    healthQuestions: [
      {
        code: 'serious-illness',
        question: text('Have you been seriously ill?', '是否患过重大疾病？'),
        barringAnswer: true,
        bearsOn: ['stroke'],
      },
    ],
    clause: '1',
  },
  waitingPeriod: { days: 90, accidentsExempt: true, clause: '1' },
  cover: {
    illnesses: [{ code: 'stroke', category: 'other', name: text('Stroke', '脑中风后遗症') }],
    causes: ['illness'],
    payoutTiers: [
      { fromAgeYears: 0, toAgeYears: 39, payoutFen: 30_000_000 },
      { fromAgeYears: 40, toAgeYears: 59, payoutFen: 10_000_000 },
    ],
    mildForms: [],
    ageingOut: { atAgeYears: 60, coverEnds: 'birthday', clause: '1' },
    clause: '1',
  },
  filing: { withinDays: 180, clause: '1' },
  review: {
    checklist: [{ code: 'identity', text: text('Identity', '身份') }],
    investigation: 'always',
    secondApprovalAboveFen: 10_000_000,
    evidenceRequestDays: 30,
    clause: '1',
  },
  publicity: { daysOfMonth: [7, 21], objectionDays: 3, clause: '1' },
  sharing: {
    daysOfMonth: [14, 28],
    managementFeeBasisPoints: 800,
    capPerCaseFen: null,
    capPerYearFen: null,
    waitingShare: true,
    minimumParticipants: null,
    clause: '1',
  },
  collection: {
    attemptDays: [0, 1, 3],
    graceDays: 12,
    reminderDays: [3, 7],
    reinstatementDays: 30,
    unpaidBorneBy: 'next-period',
    payoutWithinDays: 7,
    clause: '1',
  },
  disputes: { withinDays: 30, mode: 'panel', clause: '1' },
}

/** Stores the test plan as an operator's file would be, through every check. */
export async function loadTestPlan(platform: Platform): Promise<void> {
  const outcome = await loadPlan(platform, { key: 'test-plan', actor: system, source: JSON.stringify(testPlan) })
  if (!outcome.accepted) throw new Error(JSON.stringify(outcome.refusal))
}
