import { type ProvinceCode, type Relation, residentIdCheckCharacter } from '@tongzhou/core'
import type { Chance } from './chance.ts'
import { makeName } from './names.ts'

/** Somebody who does not exist. Every field is from the seed alone. */
export interface MadeUpPerson {
  /** Counts from 0; a payer comes before the family. */
  readonly index: number
  readonly name: string
  readonly sex: 'female' | 'male'
  readonly bornOn: Temporal.PlainDate
  readonly region: ProvinceCode
  /** With a right check character, of a region code that no county has. */
  readonly residentId: string
  /** Null for children. */
  readonly phone: string | null
  /** Yearly income in yuan, as in the reference: two thirds below 100,000. */
  readonly incomeBand: 'below-100000' | '100000-to-200000' | 'above-200000'
  /** Null where the person pays for themselves. */
  readonly payer: { readonly index: number; readonly relation: Relation } | null
  /** Would have to answer one health question in the way that bars. */
  readonly barred: boolean
}

/** Provinces with about their share of the population, in thousandths. */
const regions: readonly (readonly [ProvinceCode, number])[] = [
  ['44', 89],
  ['37', 72],
  ['41', 70],
  ['32', 60],
  ['51', 59],
  ['13', 53],
  ['43', 47],
  ['33', 46],
  ['34', 43],
  ['42', 41],
  ['45', 36],
  ['53', 33],
  ['36', 32],
  ['21', 30],
  ['35', 29],
  ['61', 28],
  ['52', 27],
  ['14', 25],
  ['50', 23],
  ['23', 22],
  ['65', 18],
  ['62', 18],
  ['31', 18],
  ['22', 17],
  ['15', 17],
  ['11', 16],
  ['12', 10],
  ['46', 7],
  ['64', 5],
  ['63', 4],
  ['54', 3],
]

/** Weight of each age band, so that the mean is 34 full years (reference: 34.4 in 2020). */
const ageBands: readonly (readonly [readonly [number, number], number])[] = [
  [[0, 9], 9],
  [[10, 17], 5],
  [[18, 29], 23],
  [[30, 39], 26],
  [[40, 49], 21],
  [[50, 59], 16],
]

const youngestDays = 30
const adultAge = 18
/** Families form among people made about the same time; without a bound the search would grow with the square. */
const acquaintances = 40
const sharesBarred = 0.012

/** Makes people for ever; ages are counted on `today`. The same seed gives the same people in the same order. */
export function* makePeople(chance: Chance, today: Temporal.PlainDate): Generator<MadeUpPerson, never> {
  const taken = new Set<string>()
  const adults: Adult[] = []
  for (let index = 0; ; index += 1) {
    const sex = chance.happens(0.5) ? 'female' : 'male'
    const bornOn = makeBirthday(chance, today, adults.length === 0)
    const age = bornOn.until(today, { largestUnit: 'year' }).years
    const payer = findPayer(chance, adults, { age, sex })
    const region = payer?.adult.region ?? chance.pickWeighted(regions)
    const person: MadeUpPerson = {
      index,
      name: makeName(chance, sex, region),
      sex,
      bornOn,
      region,
      residentId: makeResidentId(chance, region, bornOn, sex, taken),
      phone: age < adultAge ? null : madeUpPhone(index),
      incomeBand: chance.pickWeighted([
        ['below-100000', 67],
        ['100000-to-200000', 24],
        ['above-200000', 9],
      ]),
      payer: payer && { index: payer.adult.index, relation: payer.relation },
      barred: chance.happens(sharesBarred),
    }
    // Nobody pays whose own joining was refused, and nobody pays for others while being paid for.
    if (age >= adultAge && payer === null && !person.barred) {
      adults.push({ index, age, sex, region, married: false })
      if (adults.length > acquaintances) adults.shift()
    }
    yield person
  }
}

interface Adult {
  readonly index: number
  readonly age: number
  readonly sex: 'female' | 'male'
  readonly region: ProvinceCode
  married: boolean
}

/** As long as there is no adult to pay for children, only adults are made. */
function makeBirthday(chance: Chance, today: Temporal.PlainDate, onlyAdult: boolean): Temporal.PlainDate {
  const [from, to] = chance.pickWeighted(onlyAdult ? ageBands.slice(2) : ageBands)
  const oldest = today.subtract({ years: to + 1 }).add({ days: 1 })
  const youngest = from === 0 ? today.subtract({ days: youngestDays }) : today.subtract({ years: from })
  return oldest.add({ days: chance.between(0, oldest.until(youngest, { largestUnit: 'day' }).days) })
}

/** Children need a payer of their parents' age; some adults are joined by spouse or child. */
function findPayer(
  chance: Chance,
  adults: readonly Adult[],
  { age, sex }: { age: number; sex: 'female' | 'male' },
): { adult: Adult; relation: Relation } | null {
  if (age < adultAge) {
    const parents = adults.filter((adult) => adult.age - age >= 20 && adult.age - age <= 42)
    if (parents.length > 0 && chance.happens(0.97)) return { adult: chance.pick(parents), relation: 'child' }
    // Raised by another relative, or nobody of a parent's age is among the last ones made.
    return { adult: chance.pick(adults), relation: 'other-family' }
  }
  if (chance.happens(0.15)) {
    const spouse = adults.find((adult) => !adult.married && adult.sex !== sex && Math.abs(adult.age - age) <= 6)
    if (spouse) {
      spouse.married = true
      return { adult: spouse, relation: 'spouse' }
    }
  }
  if (age >= 45 && chance.happens(0.1)) {
    const child = adults.find((adult) => age - adult.age >= 20 && age - adult.age <= 35)
    if (child) return { adult: child, relation: 'parent' }
  }
  return null
}

/** Region code with the county digits 0000, which no county has: such a number belongs to nobody. */
function makeResidentId(
  chance: Chance,
  region: ProvinceCode,
  bornOn: Temporal.PlainDate,
  sex: 'female' | 'male',
  taken: Set<string>,
): string {
  const day = bornOn.toString().replaceAll('-', '')
  // Some day of one province may run out of its 500 numbers only far beyond ten million people.
  for (;;) {
    const sequence = chance.below(500) * 2 + (sex === 'male' ? 1 : 0)
    const digits = `${region}0000${day}${String(sequence).padStart(3, '0')}`
    if (taken.has(digits)) continue
    taken.add(digits)
    return digits + residentIdCheckCharacter(digits)
  }
}

/** Prefix 154, of which no numbers are sold to the public. */
export function madeUpPhone(index: number): string {
  // The last thousand are those of the demo accounts.
  if (index >= 99_999_000) throw new RangeError('more people than made-up phone numbers')
  return `154${String(index).padStart(8, '0')}`
}
