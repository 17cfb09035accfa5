import { type PlanRule, planRules } from '@tongzhou/core'
import { describe, expect, test } from 'vitest'
import { broken, expectFault, faultsOf, textOf } from '../../test/broken-plan.ts'

const main = textOf('packages/platform/plans/critical-illness.json')
const seniors = textOf('packages/platform/plans/seniors-cancer.json')
const accident = textOf('packages/platform/plans/public-transport-accident.json')

/** Each rule of `checkPlan`: what is exchanged in which plan, and how many lines below the fault is told. */
const breaks: Readonly<Record<Exclude<PlanRule, SuccessionRule>, readonly [string, string, number?, string?]>> = {
  'day-does-not-exist': ['"firstDay": "2026-01-01"', '"firstDay": "2026-02-30"'],
  'time-zone-unknown': ['"timeZone": "Asia/Shanghai"', '"timeZone": "Asia/Atlantis"'],
  'text-blank': ['"zh": "邻里互助计划"', '"zh": " "'],
  'clause-repeated': ['"id": "2"', '"id": "2", "text": {"en": "Two", "zh": "二"} }, {\n"id": "2"', 1],
  'clause-unknown': ['"clause": "4"', '"clause": "4.7"'],
  'code-repeated': ['"code": "organ-transplant"', '"code": "stroke-sequelae"'],
  'age-limits-crossed': ['"minAgeYears": 60', '"minAgeYears": 71', 1, seniors],
  'question-never-asked': ['"sex": "female"', '"sex": "female", "belowAgeYears": 60', 0, seniors],
  'bears-on-unknown': ['"bearsOn": ["malignant-tumour", "operation"', '"bearsOn": ["malignant-tumour", "operations"'],
  'transfer-from-itself': ['"plan": "critical-illness"', '"plan": "seniors-cancer"', 0, seniors],
  'tier-reversed': ['"fromAgeYears": 0,', '"fromAgeYears": 66,', 1],
  'tier-overlap': ['"fromAgeYears": 40', '"fromAgeYears": 39', 0, main],
  'tier-gap': ['"fromAgeYears": 40', '"fromAgeYears": 42', 0, main],
  'tier-missing-for-youngest': ['"fromAgeYears": 0', '"fromAgeYears": 1', 0, main],
  'tier-missing-for-oldest': ['"toAgeYears": 65', '"toAgeYears": 64'],
  'mild-form-of-unknown-illness': [
    '"mildForms": []',
    '"mildForms": [{ "illness": "gout", "name": {"en": "Gout", "zh": "痛风"}, "payoutFen": 1 }]',
  ],
  'mild-form-amounts-differ': [
    '"mildForms": []',
    '"mildForms": [{ "illness": "malignant-tumour", "name": {"en": "A", "zh": "甲"}, "payoutFen": 1 },\n{ "illness": "malignant-tumour", "name": {"en": "B", "zh": "乙"}, "payoutFen": 2 }]',
    1,
  ],
  'mild-form-not-lower': [
    '"mildForms": []',
    '"mildForms": [{ "illness": "malignant-tumour", "name": {"en": "A", "zh": "甲"}, "payoutFen": 300001 }]',
  ],
  'ageing-out-before-joining': ['"atAgeYears": 65', '"atAgeYears": 64'],
  'accident-not-covered': ['"category": "malignant-tumour"', '"category": "accident"', 0, seniors],
  'checklist-item-unknown': [
    '["accident-report", "death-proof"]',
    '["accident-report", "proof-of-death"]',
    0,
    accident,
  ],
  'days-not-rising': ['[0, 3, 7, 14, 20]', '[0, 3, 14, 7, 20]'],
  'publicity-and-sharing-unpaired': ['"daysOfMonth": [28]', '"daysOfMonth": [14, 28]'],
  'sharing-before-publicity': ['"daysOfMonth": [28]', '"daysOfMonth": [20]'],
  'publicity-before-sharing': ['"daysOfMonth": [7, 21]', '"daysOfMonth": [7, 14]', 0, main],
  'objections-past-sharing': ['"objectionDays": 5', '"objectionDays": 9'],
  'year-cap-below-case-cap': ['"capPerYearFen": 18800', '"capPerYearFen": 9', 0, main],
  'first-attempt-late': ['[0, 3, 7, 14, 20]', '[1, 3, 7, 14, 20]'],
  'attempt-after-grace': ['[0, 3, 7, 14, 20]', '[0, 3, 7, 14, 21]'],
  'reminder-after-grace': ['[3, 14, 19]', '[3, 14, 21]'],
  'exam-missing': [
    '"exam": {\n      "questions": 20,\n      "passMark": 16,\n      "pauseHours": 24,\n      "clause": "8.2"\n    },\n    ',
    '',
    -10,
    main,
  ],
  'pass-mark-above-questions': ['"passMark": 16', '"passMark": 21', 0, main],
  'panel-size-missing': ['"panelSize": 5,', '', -1],
  'panel-size-without-panel': ['"quorumBallots": 1000,', '"quorumBallots": 1000,\n"panelSize": 5,', 1, main],
  'quorum-above-panel': ['"quorumBallots": 3', '"quorumBallots": 6'],
}

type SuccessionRule =
  | 'plan-differs'
  | 'version-not-next'
  | 'first-day-not-later'
  | 'time-zone-changed'
  | 'currency-changed'

describe('the rules of a plan', () => {
  test.each(Object.entries(breaks))('%s is told at its line, alone', (rule, [from, to, offset, text]) => {
    expectFault(rule as PlanRule, from, to, offset, text)
  })

  test('every rule is tried above', () => {
    const succession = [
      'plan-differs',
      'version-not-next',
      'first-day-not-later',
      'time-zone-changed',
      'currency-changed',
    ]
    expect([...Object.keys(breaks), ...succession].sort()).toEqual(Object.keys(planRules).sort())
  })

  test('a zone given as an offset is none', () => {
    expectFault('time-zone-unknown', '"timeZone": "Asia/Shanghai"', '"timeZone": "+08:00"')
  })

  test('objections until the sharing day are allowed', () => {
    expect(faultsOf(broken('"objectionDays": 5', '"objectionDays": 8').text)).toEqual([])
  })

  test('a code is not used in both checklists', () => {
    expectFault(
      'code-repeated',
      '"code": "death-proof"',
      '"code": "identity"',
      0,
      accident.replace('"accident-report", "death-proof"', '"accident-report"'),
    )
  })

  test('a tier within another is an overlap, not a gap besides', () => {
    const within = '"fromAgeYears": 10, "toAgeYears": 20, "payoutFen": 30000000 }, {\n"fromAgeYears": 0,'
    expectFault('tier-overlap', '"fromAgeYears": 0,', within, 0, main)
  })
})
