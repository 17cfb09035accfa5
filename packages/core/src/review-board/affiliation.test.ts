import { expect, test } from 'vitest'
import { comparableAffiliation } from './affiliation.ts'

test.each([
  ['北京协和医院（东院）', '北京协和医院 (东院)'],
  ['ＡＢＣ科技有限公司', 'abc 科技有限公司'],
  ['St. Mary’s Hospital', 'ST MARYS HOSPITAL'],
  ['朝阳区幸福路１２号３０１室', '朝阳区 幸福路12号 301室'],
])('%s and %s are one', (one, other) => {
  expect(comparableAffiliation(one)).toEqual(comparableAffiliation(other))
})

test.each([
  ['幸福路12号301室', '幸福路12号302室'],
  ['第一人民医院', '第二人民医院'],
])('%s and %s are two', (one, other) => {
  expect(comparableAffiliation(one)).not.toEqual(comparableAffiliation(other))
})

test.each([
  [' （）', 'affiliation-empty'],
  ['院'.repeat(121), 'affiliation-too-long'],
])('refuses %s', (text, code) => {
  expect(comparableAffiliation(text)).toMatchObject({ refusal: { code } })
})
