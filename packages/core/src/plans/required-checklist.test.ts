import { expect, test } from 'vitest'
import { testPlan } from '../../test/plan.ts'
import type { PlanVersion } from './plan.ts'
import { requiredChecklist } from './required-checklist.ts'

const item = (code: string) => ({ code, text: { en: code, zh: code } })

const plan: PlanVersion = {
  ...testPlan,
  cover: {
    ...testPlan.cover,
    illnesses: testPlan.cover.illnesses.map((illness) =>
      illness.code === 'paralysis' ? { ...illness, checklist: ['scan', 'assessment'] } : illness,
    ),
  },
  review: { ...testPlan.review, illnessChecklist: [item('assessment'), item('scan')] },
}

test('an illness has the common items, then its own in its own order', () => {
  expect(requiredChecklist(plan, 'paralysis').map(({ code }) => code)).toEqual(['identity', 'scan', 'assessment'])
})

test('an illness without own items, and one that the plan does not name, have the common ones', () => {
  expect(requiredChecklist(plan, 'malignant-tumour').map(({ code }) => code)).toEqual(['identity'])
  expect(requiredChecklist(plan, 'other').map(({ code }) => code)).toEqual(['identity'])
})

test('an item that the plan does not define is a fault: a review would pass without it', () => {
  expect(() => requiredChecklist({ ...plan, review: testPlan.review }, 'paralysis')).toThrow(
    'unknown checklist item scan',
  )
})
