import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { residentIdCheckCharacter } from '../identity/index.ts'
import { findPersonalData } from './personal-words.ts'

/** Of nobody: the day is before anyone's birth who could have one. */
const idNumber = '11010119010307123'.concat(residentIdCheckCharacter('11010119010307123'))
const parties = ['欧阳小川', '阿依古丽·买买提', 'Anna Maria Strandberg', 'Li Bo']

function found(text: string): string[] {
  return findPersonalData(text, parties).map(({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`)
}

const fullWidth = (text: string) => text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0))
const inChinese = (text: string) => text.replace(/[0-9]/g, (sign) => '零一二三四五六七八九'[Number(sign)]!)

describe('found', () => {
  test.each([
    ['as it is', (number: string) => number],
    ['apart', (number: string) => [...number].join(' ')],
    ['with hyphens', (number: string) => number.replace(/(....)(?=.)/g, '$1-')],
    ['with commas', (number: string) => number.replace(/(....)(?=.)/g, '$1,')],
    ['with dots', (number: string) => number.replace(/(...)(?=.)/g, '$1·')],
    ['full-width', fullWidth],
    ['in Chinese numerals', inChinese],
    ['in Chinese numerals, apart', (number: string) => [...inChinese(number)].join(' ')],
    [
      'in formal numerals',
      (number: string) => number.replace(/[0-9]/g, (sign) => '零壹贰叁肆伍陆柒捌玖'[Number(sign)]!),
    ],
    ['with invisible characters', (number: string) => [...number].join('\u200B')],
    ['in circles', (number: string) => number.replace(/[1-9]/g, (sign) => String.fromCodePoint(0x245f + Number(sign)))],
  ])('numbers %s', (_, spell) => {
    for (const [kind, number] of [
      ['id-number', idNumber],
      ['phone', '13800138000'],
      ['phone', '8613800138000'],
      ['account', '6222021234567890128'],
    ] as const) {
      const spelt = spell(number)
      expect(found(`我的号码是${spelt}，请联系`)).toEqual([`${kind}: ${spelt}`])
    }
  })

  test.each([
    ['id-number', '11010119010307123X'],
    ['id-number', '11010119010307123x'],
    ['id-number', '110101 1901-03-07 123X'],
    ['id-number', '110101650307123'],
    ['id-number', 'E12345678'],
    ['phone', '138-0013-8000'],
    ['phone', '(138) 0013 8000'],
    ['phone', '010-62345678'],
    ['phone', '(0755) 8234 5678'],
    ['phone', '1 415 555 0132 9'],
    ['account', '990106000123456'],
    ['account', 'QQ: 12345678'],
    ['account', '微信号 boat_1987'],
    ['email', 'someone@example.com'],
    ['email', 'someone @ mail . example . com'],
    ['email', 'someone＠example．com'],
    ['email', 'some.one(at)example.com'],
    ['email', 'someone at example dot com'],
    ['name', '欧阳小川'],
    ['name', '欧 阳 小 川'],
    ['name', '欧阳·小川'],
    ['name', '欧阳*小川'],
    ['name', '阿依古丽买买提'],
    ['name', '阿依古丽'],
    ['name', 'anna maria strandberg'],
    ['name', 'Ａｎｎａ Maria Strandberg'],
    ['name', 'STRANDBERG'],
    ['name', 'A n n a-M a r i a Strandberg'],
    ['name', 'li bo'],
    ['name', 'Bo Li'],
  ])('%s in "%s"', (kind, words) => {
    const before = words.startsWith('1 415') ? '+' : ''
    const shown = words.startsWith('(138') ? words.slice(1) : words
    expect(found(`请看 ${before}${words} 。`)).toEqual([`${kind}: ${shown}`])
  })

  test('each where it stands, in order, also beyond the basic plane', () => {
    const text = `🙂 欧阳小川 13800138000, ${idNumber}; a@b.example`
    expect(found(text)).toEqual([
      'name: 欧阳小川',
      'phone: 13800138000',
      `id-number: ${idNumber}`,
      'email: a@b.example',
    ])
  })

  test('a name of one letter or none finds nothing', () => {
    expect(findPersonalData('王先生 A 。', ['王', 'A', '', '··'])).toEqual([])
  })
})

describe('not found', () => {
  test.each([
    '互助金为 300,000 元，其中 13,800,138,000 分',
    'paid 300,000 and 30,000,000.00, then 1,500,000,000',
    '2019-01-15 至 2020-03-04，2019.1.5 10:30',
    '第 15 页 2019-01-15 8 时',
    '20190115 20200304',
    '时间 20190115103000 与 201901151030',
    '7F3K-9Q2M-D1 和 1380-0138-D1',
    '案号 9012-3456',
    '二〇一九年一月十五日，三十万元，一个一个来，五六七八',
    '第 8.1、8.2、8.3 条，第三、四、五款',
    'C50.9, D05.1, I21.9; 5 mg/ml; 3.5 x 2.25 x 1.75 cm',
    '2018 2019 2020 2021 2022',
    'd556f933abd3ff135d1c5f0b3c11bc68 12345678901234567890abcdef123456',
    '肿瘤大小 1.2 厘米，CA125 35.6，CEA 138.00',
    'The way is long; a strand, an anna and the library bounced',
    '参加者 1,234,567 名',
  ])('in "%s"', (text) => {
    expect(found(text)).toEqual([])
  })
})

test('any text is searched in the time of a page, and places lie within it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      for (const { start, end } of findPersonalData(text, parties)) {
        expect(start).toBeGreaterThanOrEqual(0)
        expect(end).toBeGreaterThan(start)
        expect(end).toBeLessThanOrEqual(text.length)
      }
    }),
  )
  for (const worst of [
    '1 '.repeat(5_000),
    '1'.repeat(10_000),
    'a.'.repeat(5_000),
    '欧'.repeat(10_000),
    '('.repeat(10_000),
  ]) {
    const began = performance.now()
    findPersonalData(worst, parties)
    expect(performance.now() - began).toBeLessThan(1_000)
  }
})
