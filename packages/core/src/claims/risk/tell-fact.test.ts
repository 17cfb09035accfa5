import { expect, test } from 'vitest'
import { day } from '../../../test/claims.ts'
import { quietCase, quietPaper } from '../../../test/risk.ts'
import { explainSignal } from './explain-signal.ts'
import { findSignals } from './find-signals.ts'
import { nothingRead } from './read-paper.ts'
import { tellFact } from './tell-fact.ts'

test('reasons speak a language: no code of a finding, a kind of date or a question is left in them', () => {
  const dates = [
    { kind: 'birth', day: day('1981-05-17') },
    { kind: 'admission', day: day('2019-10-10') },
    { kind: 'discharge', day: day('2019-10-01') },
    { kind: 'sampling', day: day('2020-11-20') },
    { kind: 'report', day: day('2020-11-10') },
    { kind: 'diagnosis', day: day('2020-09-01') },
    { kind: 'visit', day: day('2021-12-01') },
  ] as const
  const later = { createdAt: '2020-12-01T00:00:00Z', changedAt: '2020-12-09T00:00:00Z' }
  const facts = {
    ...quietCase,
    deniedQuestions: ['diabetes-or-glands', 'heart-or-vessels'],
    papers: [
      {
        ...quietPaper,
        reading: { ...nothingRead, dates, past: [{ questions: ['diabetes-or-glands', 'heart-or-vessels'], years: 3 }] },
        pdfTraces: { ...later, saves: 3, signatures: 0, producer: 'PDFelement 7', creator: null, mixedFontLines: 2 },
        pictureTraces: {
          software: 'Adobe Photoshop 21.2',
          historySoftware: [],
          takenAt: later.createdAt,
          changedAt: later.changedAt,
          paintedAreas: [{ left: 310, top: 400, width: 60, height: 30 }],
        },
      },
    ],
  }
  const signals = findSignals(facts)
  expect(signals.map(({ code }) => code)).toEqual([
    'ill-around-joining',
    'edited-picture',
    'edited-pdf',
    'dates-contradict',
    'declaration-against-papers',
  ])
  const reasons = signals.map(explainSignal)
  for (const { en, zh } of reasons) {
    expect(en.replace('blacked-out', '')).not.toMatch(/[a-z]+-[a-z]+/)
    expect(zh).not.toMatch(/[a-z]{3,}-[a-z]{3,}/)
    expect(zh).not.toMatch(/, /)
  }
  expect(reasons[0]!.zh).toContain('2019-10-10 已有记录（入院）')
  expect(reasons[3]!.zh).toContain('出院早于入院：2019-10-01，2019-10-10')
  expect(reasons[4]!.en).toContain('diabetes or glands, heart or vessels')
})

test('what is not known stays as it is', () => {
  expect(tellFact('questions', ['a-question-of-ours', 'kidneys'], 'zh')).toBe('a-question-of-ours、肾')
  expect(tellFact('findings', ['something new'], 'en')).toBe('something new')
  expect(tellFact('count', 3, 'zh')).toBe('3')
  expect(tellFact('kind', 'constructor', 'en')).toBe('constructor')
})
