import { expect, test } from 'vitest'
import { bodyOf, changeOf, editedOf, emptyPartner, faultsOf, isChange, moved, type Partner } from './partner-list.ts'

const partner = (code: string): Partner => ({
  code,
  name: { en: 'Example Insurance', zh: '示例保险' },
  text: { en: 'Pays for hospital stays.', zh: '住院费用保险。' },
  address: `https://${code}.example/offer`,
})
const list = editedOf([partner('first'), partner('second'), partner('third')])
const one = list[0]!

test('what was read is sent as it was read, spaces around it cut off', () => {
  expect(bodyOf(list)).toEqual(['first', 'second', 'third'].map(partner))
  expect(bodyOf([{ ...one, code: ' first ', nameEn: ' Example Insurance ' }])).toEqual([partner('first')])
})

test('every field is checked at the limits of the platform', () => {
  expect(faultsOf(one, list)).toEqual([])
  expect(faultsOf(emptyPartner(9), list)).toEqual(['nameZh', 'nameEn', 'textZh', 'textEn', 'address', 'code'])
  const good = { code: 'a'.repeat(40), nameZh: '名'.repeat(100), textEn: 'x'.repeat(600), address: 'https://abc' }
  expect(faultsOf({ ...one, ...good }, list)).toEqual([])
  const wrong = { code: 'a'.repeat(41), nameZh: '名'.repeat(101), textEn: 'x'.repeat(601), address: 'https://ab' }
  expect(faultsOf({ ...one, ...wrong }, list)).toEqual(['nameZh', 'textEn', 'address', 'code'])
  for (const address of [
    'http://plain.example/',
    'javascript:alert(1)',
    'https://a b.example/',
    `https://${'a'.repeat(501)}`,
  ])
    expect(faultsOf({ ...one, address }, list), address).toEqual(['address'])
  for (const code of ['-a', 'A', 'a_b', 'second', ' second'])
    expect(faultsOf({ ...one, code }, list), code).toEqual(['code'])
})

test('an insurer is moved by one place, and not beyond the ends', () => {
  const codes = (moves: typeof list) => moves.map(({ code }) => code)
  expect(codes(moved(list, 2, -1))).toEqual(['first', 'third', 'second'])
  expect(codes(moved(list, 0, 1))).toEqual(['second', 'first', 'third'])
  expect(moved(list, 0, -1)).toBe(list)
  expect(moved(list, 2, 1)).toBe(list)
  expect(moved(list, 9, 1)).toBe(list)
})

test('what saving would do is told by code', () => {
  const before = ['first', 'second', 'third'].map(partner)
  expect(isChange(changeOf(before, before))).toBe(false)
  const changed = { ...partner('third'), address: 'https://other.example/' }
  expect(changeOf(before, [changed, partner('first'), partner('fourth')])).toEqual({
    added: [partner('fourth')],
    changed: [changed],
    removed: [partner('second')],
    isReordered: true,
  })
  // Nobody who stays has another neighbour because somebody between them is gone.
  expect(changeOf(before, [partner('first'), partner('third')]).isReordered).toBe(false)
})
