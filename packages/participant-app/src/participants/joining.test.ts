import { expect, test } from 'vitest'
import type { HealthQuestion } from '../plan-in-force.ts'
import { emptyJoining, joinBody, stepOfField, stepsOf } from './joining.ts'

const question = (code: string): HealthQuestion => ({ code, question: { en: '', zh: '' }, barringAnswer: true })
const wording = (kind: 'health-data' | 'publication', version: number) => ({ kind, version, text: { en: '', zh: '' } })

test('answers to what is not asked any more stay out of the command, and consents name the newest wording', () => {
  const joining = { ...emptyJoining, healthData: true, answers: { tumour: false, pregnant: false } }
  const wordings = [wording('health-data', 1), wording('health-data', 2), wording('publication', 1)]
  expect(joinBody('p', joining, [question('tumour')], wordings)).toMatchObject({
    answers: { tumour: false },
    consents: {
      'health-data': { given: true, wordingVersion: 2 },
      publication: { given: false, wordingVersion: 1 },
    },
  })
})

test('a refused field leads to its step', () => {
  const steps = stepsOf([question('tumour')])
  expect(steps).toEqual(['who', 'consents', 'question-tumour', 'check'])
  for (const field of ['identity.number', 'consents.publication', 'answers.tumour', 'relation', undefined]) {
    expect(steps).toContain(stepOfField(field))
  }
})
