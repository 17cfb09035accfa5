import { describe, expect, test } from 'vitest'
import { shippedPlans, shippedPlanText } from '../plans/index.ts'
import { illnessWords, readEverydayWords } from './illness-words.ts'

const everyday = await readEverydayWords()
const covers = await Promise.all(shippedPlans.map(async (code) => JSON.parse(await shippedPlanText(code)).cover))
const catalogue = illnessWords({ cover: covers[0] }, everyday)

test('an illness is found by its everyday words, and by these in pinyin and first letters', () => {
  const stroke = catalogue.find(({ code }) => code === 'stroke-sequelae')!
  expect(stroke.words).toEqual(expect.arrayContaining(['严重脑中风后遗症', '中风', '脑梗', 'stroke']))
  expect(stroke.spellings).toEqual(expect.arrayContaining(['zhongfeng', 'zf', 'naogeng', 'ng']))
})

test('letters that are no pinyin are left out of it', () => {
  const diabetes = catalogue.find(({ code }) => code === 'type-1-diabetes')!
  expect(diabetes.spellings).toEqual(expect.arrayContaining(['yanzhongxingtangniaobing', 'tnb']))
})

test('a mild form stands beside its illness', () => {
  const mild = catalogue.filter((one) => one.mild)
  expect(mild.map(({ code, name }) => `${code} ${name.zh}`)).toEqual([
    'malignant-tumour 轻度甲状腺癌',
    'malignant-tumour 轻度前列腺癌',
  ])
})

describe('the table of everyday words', () => {
  const codes = new Set(covers.flatMap((cover) => cover.illnesses.map(({ code }: { code: string }) => code)))

  test('names illnesses of the shipped plans only', () => {
    expect(Object.keys(everyday).filter((code) => !codes.has(code))).toEqual([])
  })

  test.each(Object.keys(everyday))('%s has each word once', (code) => {
    expect(new Set(everyday[code]).size).toBe(everyday[code]!.length)
  })
})
