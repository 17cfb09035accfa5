import { describe, expect, test } from 'vitest'
import { isRareNumber, nothingRead, readPaper } from './read-paper.ts'

const kinds = (text: string) => readPaper(text).dates.map(({ day, kind }) => `${kind} ${day}`)

describe('a paper is read for', () => {
  test.each([
    ['出生: 1980-05-17', ['birth 1980-05-17']],
    ['首次确诊日期：2020年3月4日', ['diagnosis 2020-03-04']],
    ['入院日期: 2020/3/4   出院日期: 2020.3.19', ['admission 2020-03-04', 'discharge 2020-03-19']],
    ['Specimen taken: 2020-03-02  Reported: 2020-03-04', ['sampling 2020-03-02', 'report 2020-03-04']],
    ['２０２０-０３-０４ 门诊', []],
    ['确诊日期: 2020-02-30', []],
    ['有效期至 2022-01-01', []],
  ])('the dates of %s', (text, dates) => {
    expect(kinds(text)).toEqual(dates)
  })

  test.each([
    ['主诉: 发现右乳肿块3月余', 90],
    ['主诉：咳嗽2周', 14],
    ['Chief complaint: cough for 10 days', 10],
    ['主诉: 体检发现', null],
  ])('how long the complaint lasted: %s', (text, days) => {
    expect(readPaper(text).complaintDays).toBe(days)
  })

  test.each([
    ['既往史: 糖尿病6年，否认高血压', [{ questions: ['diabetes-or-glands'], years: 6 }]],
    ['既往史: 否认糖尿病、肝炎', []],
    ['既往史: 无特殊', []],
    ['Past history: I25.1 for 3 years; no diabetes', [{ questions: ['heart-or-vessels'], years: 3 }]],
    ['既往史: 多囊肾', [{ questions: ['kidneys'], years: null }]],
    ['出院诊断: 糖尿病', []],
  ])('the past history: %s', (text, past) => {
    expect(readPaper(text).past).toEqual(past)
  })

  test('doctors, numbers and mobile phones, each once', () => {
    const text = '医师签名: 林虚构\n编号: bl123456789\n编号: BL123456789\n电话 021-5555 0000, 13700000001 13700000001'
    expect(readPaper(text)).toMatchObject({
      doctors: ['林虚构'],
      documentNumbers: ['BL123456789'],
      mobilePhones: ['13700000001'],
    })
  })

  test('sentences in which something was measured, without blanks; no dates, numbers of papers or phones, nothing short', () => {
    const text = [
      '编号: ZY123456789',
      '联系电话: 13700000001',
      '入院日期: 2020-03-04，入院后予补液500ml',
      'B超示肿块大小约 12mm×30mm。血红蛋白 98 g/L；无特殊',
      '约3天',
      'Tumour of 12 mm x 30 mm. Rest at home. No. 12345678',
    ].join('\n')
    expect(readPaper(text).measuredSentences).toEqual([
      'B超示肿块大小约12mm×30mm',
      '血红蛋白98g/L',
      'Tumourof12mmx30mm',
    ])
  })

  test('nothing in an empty text', () => {
    expect(readPaper('')).toEqual(nothingRead)
  })
})

describe('a number that two hospitals hardly both give', () => {
  test.each([
    ['ZY483920174', true],
    ['BL12345678', true],
    ['BL1234567', false],
    ['2020-004711', false],
    ['202011050047', false],
    ['20201105483920174', true],
    ['0000004711', false],
    ['ZY000483920174', true],
    ['2020483920174', true],
    ['A-B-C', false],
  ])('%s: %s', (number, rare) => {
    expect(isRareNumber(number)).toBe(rare)
  })
})
