import type { Text } from '../../plans/index.ts'
import type { PaperDateKind } from './read-paper.ts'

type Language = keyof Text
type Words = (value: string) => Text

const kinds: Readonly<Record<PaperDateKind | 'complaint', Text>> = {
  birth: { en: 'a birth', zh: '出生' },
  complaint: { en: 'the beginning of the complaint', zh: '主诉开始' },
  diagnosis: { en: 'a diagnosis', zh: '确诊' },
  admission: { en: 'an admission', zh: '入院' },
  discharge: { en: 'a discharge', zh: '出院' },
  sampling: { en: 'a specimen', zh: '取材' },
  report: { en: 'a report', zh: '报告' },
  visit: { en: 'a visit', zh: '就诊' },
}

/** What `file-signals.ts` and `time-signals.ts` found, by the word before the colon. */
const findings: Readonly<Record<string, Words>> = {
  program: (name) => ({ en: `made or changed with ${name}`, zh: `由 ${name} 生成或修改` }),
  'changed-days-later': (days) => ({ en: `changed ${days} days later`, zh: `${days} 天后被修改` }),
  'painted-over': (places) => ({
    en: `painted over or pasted in after the photo had been saved, at ${places}, x from the left and y from the top: a date or a name, or merely an arrow or a blacked-out number`,
    zh: `照片保存之后被涂改或粘贴过，位置 ${places}（x 自左起，y 自上起）：可能是日期、姓名，也可能只是箭头或遮盖的号码`,
  }),
  'mixed-font-lines': (lines) => ({ en: `two fonts in a line (${lines})`, zh: `同一行有两种字体（${lines} 行）` }),
  'saved-again': (times) => ({ en: `saved into again (${times})`, zh: `生成后又保存 ${times} 次` }),
  birth: (days) => ({ en: `births ${days}`, zh: `出生日 ${days}` }),
  diagnosis: (days) => ({ en: `diagnosed ${days}`, zh: `确诊日 ${days}` }),
  'discharge-before-admission': (days) => ({ en: `discharged before admitted: ${days}`, zh: `出院早于入院：${days}` }),
  'report-before-sampling': (days) => ({ en: `reported before sampled: ${days}`, zh: `报告早于取材：${days}` }),
  'after-upload': (days) => ({ en: `later than the upload: ${days}`, zh: `晚于上传日：${days}` }),
}

/** Questions of the plans that come with the platform; others by their codes. */
const questions: Readonly<Record<string, Text>> = {
  tumour: { en: 'tumours', zh: '肿瘤' },
  'heart-or-vessels': { en: 'heart or vessels', zh: '心脏或血管' },
  'brain-or-nerves': { en: 'brain or nerves', zh: '脑或神经' },
  'diabetes-or-glands': { en: 'diabetes or glands', zh: '糖尿病或内分泌' },
  'liver-or-digestion': { en: 'liver or digestion', zh: '肝或消化' },
  kidneys: { en: 'kidneys', zh: '肾' },
  lungs: { en: 'lungs', zh: '肺' },
  'blood-or-immunity': { en: 'blood or immunity', zh: '血液或免疫' },
}

const spoken = (words: Readonly<Record<string, Text>>) => (value: string, language: Language) =>
  Object.hasOwn(words, value) ? words[value]![language] : value

const found = (text: string, language: Language) => {
  const [, word = '', value = ''] = /^([a-z-]+): (.*)$/.exec(text) ?? []
  if (!Object.hasOwn(findings, word)) return text
  const told = findings[word]!(value)[language]
  return language === 'zh' ? told.replaceAll(', ', '，') : told
}

/** By the name of the fact. What is not here is a figure, a day or a reference, and is the same in each language. */
const tellers: Readonly<Record<string, (value: string, language: Language) => string>> = {
  kind: spoken(kinds),
  questions: spoken(questions),
  findings: found,
  contradictions: found,
}

const between: Text = { en: ', ', zh: '、' }

/** A fact of a signal in the words of a language: codes as people say them, lists with its own comma. */
export function tellFact(name: string, fact: string | number | readonly string[], language: Language): string {
  const values = typeof fact === 'object' ? fact : [String(fact)]
  const teller = Object.hasOwn(tellers, name) ? tellers[name] : undefined
  return values.map((value) => (teller ? teller(value, language) : value)).join(between[language])
}
