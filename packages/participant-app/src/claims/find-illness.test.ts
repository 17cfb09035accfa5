import { expect, test } from 'vitest'
import { findIllnesses, type IllnessEntry } from './find-illness.ts'

const entry = (code: string, words: readonly string[], spellings: readonly string[], mild = false): IllnessEntry => ({
  code,
  mild,
  name: { zh: words[0]!, en: words[1]! },
  words: [...words],
  spellings: [...spellings],
})

const catalogue = [
  entry(
    'tumour',
    ['恶性肿瘤', 'Malignant tumour', '癌症', '肺癌'],
    ['exingzhongliu', 'exzl', 'aizheng', 'az', 'feiai', 'fa'],
  ),
  entry('tumour', ['轻度甲状腺癌', 'Mild thyroid cancer'], ['qingdujiazhuangxianai', 'qdjzxa'], true),
  entry(
    'stroke',
    ['严重脑中风后遗症', 'Severe sequelae of stroke', '中风', 'stroke'],
    ['yanzhongnaozhongfenghouyizheng', 'yznzfhyz', 'zhongfeng', 'zf'],
  ),
  entry('heatstroke', ['中暑', 'Heatstroke'], ['zhongshu', 'zs']),
]
const codes = (typed: string) => findIllnesses(catalogue, typed).map(({ code, mild }) => (mild ? `${code} mild` : code))

test.each(['中风', 'zhongfeng', 'zhong feng', 'zhōngfēng', 'ZF', 'stroke', '爸爸中风了', 'naozhongfeng'])(
  '%s is a stroke',
  (typed) => {
    expect(codes(typed)[0]).toBe('stroke')
  },
)

test('what is meant more likely comes first', () => {
  expect(codes('stroke')).toEqual(['stroke', 'heatstroke'])
  expect(codes('zhong')).toEqual(['stroke', 'heatstroke', 'tumour'])
  expect(codes('癌')).toEqual(['tumour', 'tumour mild'])
})

test.each(['', '  ', '…', 'qqqq'])('nothing is found for %j', (typed) => {
  expect(codes(typed)).toEqual([])
})
