import type { PlanVersion } from '../src/plans/index.ts'

/** A small made-up plan for tests: every term has a value that is easy to reckon with. */
export const testPlan: PlanVersion = {
  plan: 'test-plan',
  version: 1,
  firstDay: '2018-11-27',
  name: { en: 'Test plan', zh: '测试互助计划' },
  summary: { en: 'For tests.', zh: '测试用。' },
  timeZone: 'Asia/Shanghai',
  currency: 'CNY',
  clauses: ['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((id) => ({
    id,
    text: { en: `Clause ${id}`, zh: `第${id}条` },
  })),
  eligibility: {
    minAgeDays: 30,
    maxAgeYears: 59,
    leapDayBirthday: 'first-of-march',
    identityDocuments: ['cn-resident-id'],
    minRiskScore: null,
    healthQuestions: [
      {
        code: 'tumour',
        question: { en: 'Tumour?', zh: '肿瘤？' },
        barringAnswer: true,
        bearsOn: ['malignant-tumour'],
      },
    ],
    clause: '1',
  },
  waitingPeriod: { days: 90, accidentsExempt: true, clause: '2' },
  cover: {
    illnesses: [
      { code: 'malignant-tumour', category: 'malignant-tumour', name: { en: 'Tumour', zh: '恶性肿瘤' } },
      { code: 'paralysis', category: 'lasting-state', name: { en: 'Paralysis', zh: '瘫痪' } },
      {
        code: 'pompe-disease',
        category: 'rare-disease',
        name: { en: 'Pompe', zh: '庞贝氏病' },
        firstDay: '2020-01-01',
      },
    ],
    causes: ['illness', 'accident'],
    payoutTiers: [
      { fromAgeYears: 0, toAgeYears: 39, payoutFen: 30_000_000 },
      { fromAgeYears: 40, toAgeYears: 59, payoutFen: 10_000_000 },
    ],
    mildForms: [
      { illness: 'malignant-tumour', name: { en: 'Mild thyroid', zh: '轻度甲状腺癌' }, payoutFen: 5_000_000 },
    ],
    ageingOut: { atAgeYears: 60, coverEnds: 'birthday', clause: '3' },
    clause: '4',
  },
  filing: { withinDays: 180, clause: '5' },
  review: {
    checklist: [{ code: 'identity', text: { en: 'Identity proven', zh: '身份核实' } }],
    investigation: 'on-request',
    secondApprovalAboveFen: 10_000_000,
    evidenceRequestDays: 15,
    clause: '6',
  },
  publicity: { daysOfMonth: [7, 21], objectionDays: 3, clause: '7' },
  sharing: {
    daysOfMonth: [14, 28],
    managementFeeBasisPoints: 800,
    capPerCaseFen: 10,
    capPerYearFen: 18_800,
    waitingShare: true,
    minimumParticipants: null,
    clause: '8',
  },
  collection: {
    attemptDays: [0, 1, 3, 5],
    graceDays: 10,
    reminderDays: [1, 5],
    reinstatementDays: 30,
    unpaidBorneBy: 'next-period',
    payoutWithinDays: 7,
    clause: '8',
  },
  disputes: { withinDays: 15, mode: 'panel', clause: '9' },
}
