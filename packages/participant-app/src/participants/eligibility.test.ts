import {
  ageInYears as ageByCore,
  parsePassport,
  parseResidentId,
  questionsFor,
  residentIdCheckCharacter,
} from '@tongzhou/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { HealthQuestion } from '../plan-in-force.ts'
import { ageInYears, askedQuestions } from './eligibility.ts'
import { readDocument } from './identity-document.ts'

const today = Temporal.PlainDate.from('2026-11-25')
const days = fc.integer({ min: 0, max: 40_000 }).map((back) => today.subtract({ days: back }))
const numbers = fc.tuple(days, fc.integer({ min: 0, max: 999 })).map(([bornOn, sequence]) => {
  const digits = `110105${bornOn.toString().replaceAll('-', '')}${String(sequence).padStart(3, '0')}`
  return `${digits}${residentIdCheckCharacter(digits)}`
})

test('a resident ID number is read as the platform reads it', () => {
  fc.assert(
    fc.property(numbers, (number) => {
      const read = parseResidentId(number, today)
      const facts = read.accepted ? { bornOn: read.value.bornOn.toString(), sex: read.value.sex } : null
      expect(readDocument('cn-resident-id', ` ${number.toLowerCase()}`, '2026-11-25')).toEqual(facts)
    }),
  )
})

test('a mistyped digit shows', () => {
  fc.assert(
    fc.property(numbers, fc.nat(16), fc.integer({ min: 1, max: 9 }), (number, at, by) => {
      const digit = (Number(number[at]) + by) % 10
      expect(
        readDocument('cn-resident-id', `${number.slice(0, at)}${digit}${number.slice(at + 1)}`, '2026-11-25'),
      ).toBeNull()
    }),
  )
})

test("the line of ICAO's own specimen passport is read as the platform reads it", () => {
  const line = 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'
  const then = Temporal.PlainDate.from('2011-05-01')
  const read = parsePassport(line, then)
  if (!read.accepted) throw new Error(read.refusal.code)
  expect(readDocument('icao-passport', line, '2011-05-01')).toEqual({
    bornOn: read.value.bornOn.toString(),
    sex: 'female',
  })
})

test('an age is the one of core, also of those born on a leap day', () => {
  const leapDays = fc.constantFrom('1992-02-29', '2024-02-29').map((day) => Temporal.PlainDate.from(day))
  const rules = fc.constantFrom('first-of-march' as const, 'last-of-february' as const)
  fc.assert(
    fc.property(fc.oneof(days, leapDays), fc.nat(20_000), rules, (bornOn, later, rule) => {
      const day = bornOn.add({ days: later })
      expect(ageInYears(bornOn.toString(), day.toString(), rule)).toBe(ageByCore(bornOn, day, rule))
    }),
  )
})

const question = (code: string, askedOf?: HealthQuestion['askedOf']): HealthQuestion => ({
  code,
  question: { en: 'Q?', zh: '问？' },
  barringAnswer: true,
  ...(askedOf && { askedOf }),
})

test('a person is asked what core would ask them', () => {
  const healthQuestions = [
    question('all'),
    question('women', { sex: 'female' }),
    question('small', { belowAgeYears: 2 }),
    question('small-boys', { sex: 'male', belowAgeYears: 2 }),
  ]
  const eligibility = { healthQuestions, leapDayBirthday: 'first-of-march' as const }
  fc.assert(
    fc.property(days, fc.constantFrom('female' as const, 'male' as const, null), (bornOn, sex) => {
      const byCore = questionsFor(eligibility as never, { bornOn, sex }, today).map(({ code }) => code)
      const here = askedQuestions(eligibility, { bornOn: bornOn.toString(), sex }, today.toString())
      expect(here.map(({ code }) => code)).toEqual(byCore)
    }),
  )
})
