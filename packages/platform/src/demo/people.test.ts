import { ageInDays, ageInYears, parsePersonName, parsePhoneNumber, parseResidentId } from '@tongzhou/core'
import { describe, expect, test } from 'vitest'
import { seededChance } from './chance.ts'
import { chanceOfIllness, drawIllness } from './illnesses.ts'
import { type MadeUpPerson, makePeople } from './people.ts'

const today = Temporal.PlainDate.from('2019-01-01')
const people = take(makePeople(seededChance('people'), today), 20_000)

function take(generator: Generator<MadeUpPerson>, count: number): MadeUpPerson[] {
  return Array.from({ length: count }, () => generator.next().value)
}

const yearsOf = ({ bornOn }: MadeUpPerson) => ageInYears(bornOn, today, 'first-of-march')

describe('made-up people', () => {
  test('are the same for the same seed and others for another one', () => {
    const again = take(makePeople(seededChance('people'), today), 50)
    expect(again).toEqual(people.slice(0, 50))
    const others = take(makePeople(seededChance('another'), today), 50)
    expect(others.map(({ residentId }) => residentId)).not.toEqual(again.map(({ residentId }) => residentId))
  })

  test('have ID numbers that the rules accept, that agree with their birthdays and sexes, and that nobody has twice', () => {
    for (const { bornOn, region, residentId, sex } of people) {
      const read = parseResidentId(residentId, today)
      expect(read).toMatchObject({ accepted: true, value: { number: residentId, sex, region } })
      if (read.accepted) expect(read.value.bornOn.equals(bornOn)).toBe(true)
    }
    expect(new Set(people.map(({ residentId }) => residentId)).size).toBe(people.length)
  })

  test('have names and phone numbers that the rules accept as they are', () => {
    for (const { name, phone } of people) {
      expect(parsePersonName(name)).toEqual({ accepted: true, value: name })
      if (phone !== null) expect(parsePhoneNumber(phone)).toEqual({ accepted: true, value: `+86${phone}` })
    }
    const phones = people.flatMap(({ phone }) => (phone === null ? [] : [phone]))
    expect(new Set(phones).size).toBe(phones.length)
  })

  test('include names with a dot and characters beyond the basic plane', () => {
    expect(people.filter(({ name }) => name.includes('·')).length).toBeGreaterThan(50)
    expect(people.filter(({ name }) => [...name].length < name.length).length).toBeGreaterThan(5)
  })

  test('are 30 days to 59 years old, 34 on average', () => {
    expect(Math.min(...people.map(({ bornOn }) => ageInDays(bornOn, today)))).toBeGreaterThanOrEqual(30)
    const ages = people.map(yearsOf)
    expect(Math.max(...ages)).toBe(59)
    const mean = ages.reduce((sum, age) => sum + age, 0) / ages.length
    expect(mean).toBeGreaterThan(33)
    expect(mean).toBeLessThan(35.5)
  })

  test('who are children have an adult who pays; payers come first and pay for themselves', () => {
    for (const person of people) {
      if (yearsOf(person) < 18) expect(person.payer).not.toBeNull()
      if (person.payer === null) continue
      const payer = people[person.payer.index]!
      expect(payer.index).toBeLessThan(person.index)
      expect(yearsOf(payer)).toBeGreaterThanOrEqual(18)
      expect(payer.payer).toBeNull()
      expect(payer.barred).toBe(false)
    }
    const relations = new Set(people.map(({ payer }) => payer?.relation))
    expect(relations).toEqual(new Set([undefined, 'child', 'spouse', 'parent', 'other-family']))
  })

  test('fall ill as often as the reference says, 27 to 53 in a million and half-month', () => {
    const perDay = people.reduce((sum, person) => sum + chanceOfIllness(yearsOf(person), 1), 0)
    const perMillionAndHalfMonth = ((perDay * (365.25 / 24)) / people.length) * 1_000_000
    expect(perMillionAndHalfMonth).toBeGreaterThan(27)
    expect(perMillionAndHalfMonth).toBeLessThan(53)
  })

  test('fall ill with the illnesses most frequent for their sex', () => {
    const chance = seededChance('illness')
    const mostFrequent = (sex: 'female' | 'male') => {
      const counts = new Map<string, number>()
      for (let drawn = 0; drawn < 5_000; drawn += 1) {
        const { en } = drawIllness(chance, sex, 45).diagnosis
        counts.set(en, (counts.get(en) ?? 0) + 1)
      }
      return [...counts].sort(([, left], [, right]) => right - left)[0]![0]
    }
    expect(mostFrequent('female')).toBe('Carcinoma of the breast')
    expect(mostFrequent('male')).toBe('Carcinoma of the lung')
  })
})
