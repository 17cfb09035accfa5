import { describe, expect, test } from 'vitest'
import { type JurorService, weightOf } from './juror-record.ts'

const good: JurorService = { attended: true, controlRight: null }
const controlled: JurorService = { attended: true, controlRight: true }
const absent: JurorService = { attended: false, controlRight: null }
const careless: JurorService = { attended: true, controlRight: false }
const times = (count: number, service: JurorService) => Array.from({ length: count }, () => service)

describe('the weight of a juror', () => {
  test.each([
    ['nothing yet', [], 4, false],
    ['good services', [good, controlled, good], 4, false],
    ['one absence', [absent], 3, false],
    ['one control case judged wrongly', [careless], 3, false],
    ['two faults', [absent, good, careless], 2, false],
    ['three faults', times(3, careless), 1, false],
    ['four faults: never less than one ticket', times(4, absent), 1, false],
    ['five faults of ten', [...times(5, good), ...times(5, absent)], 1, true],
    ['five faults of which one is the eleventh', [...times(6, good), ...times(5, absent)], 1, false],
    ['three faults and seven good services after them', [...times(7, good), ...times(3, absent)], 1, false],
    ['three faults and eight good services after them', [...times(8, good), ...times(3, absent)], 2, false],
    ['ten good services after any faults', [...times(10, good), ...times(10, absent)], 4, false],
  ] as const)('%s', (_, latest, weight, suspended) => {
    expect(weightOf(latest)).toEqual({ weight, suspended })
  })
})
