import { describe, expect, test } from 'vitest'
import { type JoinPlan, type JoinState, joinPlan } from './join-plan.ts'

const day = Temporal.PlainDate.from
/** Noon of 25 November 2026 in Shanghai. */
const now = Temporal.Instant.from('2026-11-25T04:00:00Z')
const question = { en: '?', zh: '？' }

const state: JoinState = {
  plan: {
    plan: 'critical-illness',
    version: 3,
    firstDay: '2026-01-01',
    timeZone: 'Asia/Shanghai',
    waitingPeriod: { days: 90, accidentsExempt: true, clause: '3.1' },
    eligibility: {
      minAgeDays: 30,
      maxAgeYears: 59,
      leapDayBirthday: 'first-of-march',
      identityDocuments: ['cn-resident-id', 'icao-passport'],
      minRiskScore: 650,
      healthQuestions: [
        { code: 'tumour', question, barringAnswer: true, bearsOn: [] },
        { code: 'pregnancy', question, barringAnswer: true, askedOf: { sex: 'female' }, bearsOn: [] },
        { code: 'born-at-term', question, barringAnswer: false, askedOf: { belowAgeYears: 2 }, bearsOn: [] },
      ],
      clause: '2.1',
    },
  },
  openToJoiners: true,
  alreadyInPlan: false,
  currentWordings: { 'health-data': 2, publication: 1 },
}

const adult: JoinPlan = {
  identity: {
    kind: 'cn-resident-id',
    number: '11010519900307003X',
    bornOn: day('1990-03-07'),
    sex: 'male',
    region: '11',
  },
  payer: null,
  consents: {
    'health-data': { given: true, wordingVersion: 2 },
    publication: { given: true, wordingVersion: 1 },
  },
  answers: { tumour: false },
  riskScore: 650,
}
const parent = { bornOn: day('1990-03-07'), relation: 'child' } as const

function born(bornOn: string, changes: Partial<JoinPlan> = {}): JoinPlan {
  return { ...adult, ...changes, identity: { ...adult.identity, bornOn: day(bornOn) } }
}

function inPlan(changes: Partial<JoinState['plan']['eligibility']>): JoinState {
  return { ...state, plan: { ...state.plan, eligibility: { ...state.plan.eligibility, ...changes } } }
}

function codeOf(command: JoinPlan, before: JoinState = state, at = now): string {
  const decision = joinPlan(before, command, at)
  return decision.accepted ? 'joined' : decision.refusal.code
}

describe('joining', () => {
  test('begins on the day in Shanghai, with cover after the waiting period', () => {
    expect(joinPlan(state, adult, now)).toEqual({
      accepted: true,
      event: {
        kind: 'plan-joined',
        plan: 'critical-illness',
        version: 3,
        joinedOn: day('2026-11-25'),
        coveredFrom: day('2027-02-23'),
        questionsAsked: ['tumour'],
      },
    })
    const lateEvening = joinPlan(state, adult, Temporal.Instant.from('2026-11-25T16:00:00Z'))
    expect(lateEvening.accepted && lateEvening.event.joinedOn.toString()).toBe('2026-11-26')
  })

  test('is refused in run-off and before the first day of the plan', () => {
    expect(codeOf(adult, { ...state, openToJoiners: false })).toBe('plan-not-open')
    expect(codeOf(adult, state, Temporal.Instant.from('2025-12-31T15:59:59Z'))).toBe('plan-not-open')
    expect(codeOf(adult, state, Temporal.Instant.from('2025-12-31T16:00:00Z'))).toBe('joined')
  })

  test('needs an identity document of a kind that the plan accepts', () => {
    const onlyPassports = inPlan({ identityDocuments: ['icao-passport'] })
    expect(joinPlan(onlyPassports, adult, now)).toEqual({
      accepted: false,
      refusal: {
        code: 'identity-document-not-accepted',
        facts: { kind: 'cn-resident-id', acceptedKinds: 'icao-passport' },
        field: 'identity.kind',
        clause: '2.1',
      },
    })
  })

  test('is open from 30 days of age', () => {
    const answers = { tumour: false, 'born-at-term': true }
    expect(codeOf(born('2026-10-27', { payer: parent, answers }))).toBe('too-young')
    expect(codeOf(born('2026-10-26', { payer: parent, answers }))).toBe('joined')
  })

  test('of seniors is open from 60 full years', () => {
    const eligibility = { ...state.plan.eligibility, minAgeYears: 60, maxAgeYears: 70 }
    const seniors = { ...state, plan: { ...state.plan, eligibility } }
    expect(joinPlan(seniors, born('1966-11-26'), now)).toMatchObject({
      refusal: { code: 'too-young', facts: { ageYears: 59, minAgeYears: 60 }, field: 'identity.number', clause: '2.1' },
    })
    expect(joinPlan(seniors, born('1966-11-25'), now).accepted).toBe(true)
  })

  test('is open to 59 full years', () => {
    expect(codeOf(born('1966-11-26'))).toBe('joined')
    expect(joinPlan(state, born('1966-11-25'), now)).toMatchObject({
      refusal: { code: 'too-old', facts: { ageYears: 60, maxAgeYears: 59 }, clause: '2.1' },
    })
  })

  test('counts a birthday on 29 February by the rule of the plan', () => {
    const asked = [{ code: 'born-at-term', question, barringAnswer: false, askedOf: { belowAgeYears: 1 }, bearsOn: [] }]
    const code = (leapDayBirthday: 'first-of-march' | 'last-of-february', joiningDay: string) => {
      const { plan } = inPlan({ leapDayBirthday, healthQuestions: asked })
      const leapling = born('2016-02-29', { payer: parent, answers: {} })
      const at = Temporal.Instant.from(`${joiningDay}T04:00:00Z`)
      return codeOf(leapling, { ...state, plan: { ...plan, firstDay: '2016-01-01' } }, at)
    }
    expect(code('first-of-march', '2017-02-28')).toBe('health-answer-missing')
    expect(code('first-of-march', '2017-03-01')).toBe('joined')
    expect(code('last-of-february', '2017-02-27')).toBe('health-answer-missing')
    expect(code('last-of-february', '2017-02-28')).toBe('joined')
  })

  test('of a minor needs a payer who is an adult', () => {
    expect(codeOf(born('2008-11-26'))).toBe('payer-needed')
    expect(codeOf(born('2008-11-25'))).toBe('joined')
    const child = born('2016-02-29', { payer: parent })
    expect(codeOf(child)).toBe('joined')
    expect(codeOf({ ...child, payer: { ...parent, bornOn: day('2008-11-26') } })).toBe('payer-not-adult')
    expect(codeOf({ ...child, payer: { ...parent, bornOn: day('2008-11-25') } })).toBe('joined')
  })

  test('of an adult may have a payer too', () => {
    expect(codeOf({ ...adult, payer: { ...parent, relation: 'spouse' } })).toBe('joined')
  })

  test.each(['health-data', 'publication'] as const)(
    'needs the consent %s by itself, in its present wording',
    (kind) => {
      const { [kind]: given, ...others } = adult.consents
      expect(joinPlan(state, { ...adult, consents: others }, now)).toMatchObject({
        refusal: { code: 'consent-missing', facts: { consent: kind }, field: `consents.${kind}` },
      })
      const refused = { ...adult.consents, [kind]: { ...given, given: false } }
      expect(codeOf({ ...adult, consents: refused })).toBe('consent-missing')
      const outdated = { ...adult.consents, [kind]: { given: true, wordingVersion: 0 } }
      expect(codeOf({ ...adult, consents: outdated })).toBe('consent-wording-outdated')
    },
  )

  test('needs an answer to each question asked and to no other', () => {
    expect(codeOf({ ...adult, answers: {} })).toBe('health-answer-missing')
    expect(codeOf({ ...adult, answers: { tumour: false, pregnancy: false } })).toBe('health-answer-unasked')
    expect(codeOf({ ...adult, answers: Object.create({ tumour: false }) })).toBe('health-answer-missing')
  })

  test('asks women, and the very young, questions of their own', () => {
    const woman = { ...adult, identity: { ...adult.identity, sex: 'female' } } as const
    expect(codeOf(woman)).toBe('health-answer-missing')
    expect(codeOf({ ...woman, answers: { tumour: false, pregnancy: false } })).toBe('joined')
    const unstated = { ...adult, identity: { ...adult.identity, sex: null } }
    expect(codeOf(unstated)).toBe('health-answer-missing')
    expect(codeOf(born('2024-11-26', { payer: parent }))).toBe('health-answer-missing')
    expect(codeOf(born('2024-11-25', { payer: parent }))).toBe('joined')
  })

  test('is barred by the answer that the plan names, be it yes or no', () => {
    expect(joinPlan(state, { ...adult, answers: { tumour: true } }, now)).toEqual({
      accepted: false,
      refusal: {
        code: 'health-declaration-bars',
        facts: { question: 'tumour' },
        field: 'answers.tumour',
        clause: '2.1',
      },
    })
    const answers = { tumour: false, 'born-at-term': false }
    expect(codeOf(born('2026-01-01', { payer: parent, answers }))).toBe('health-declaration-bars')
  })

  test('needs the risk score that the plan asks for, and no other', () => {
    expect(codeOf({ ...adult, riskScore: null })).toBe('risk-score-missing')
    expect(codeOf({ ...adult, riskScore: 649 })).toBe('risk-score-too-low')
    expect(codeOf({ ...adult, riskScore: null }, inPlan({ minRiskScore: null }))).toBe('joined')
  })

  test('a second time says so, last of all, and tells nothing about who is in the plan', () => {
    const inside = { ...state, alreadyInPlan: true }
    expect(joinPlan(inside, adult, now)).toEqual({
      accepted: false,
      refusal: { code: 'already-in-plan', facts: {}, field: 'identity' },
    })
    expect(codeOf({ ...adult, riskScore: 1 }, inside)).toBe('risk-score-too-low')
    expect(codeOf({ ...adult, answers: { tumour: true } }, inside)).toBe('health-declaration-bars')
  })
})
