import { describe, expect, test } from 'vitest'
import { quietCase, strengthOf, withPaper } from '../../../test/risk.ts'
import type { PdfTraces, PictureTraces } from './case-facts.ts'
import { explainSignal } from './explain-signal.ts'
import { editedPictureSignal } from './file-signals.ts'

const links = quietCase.links

test.each([
  [true, 100],
  [false, 5],
])('the same bytes in another case, filed before this one %j: %i', (otherFirst, strength) => {
  const sameFile = [{ evidenceId: 'e1', otherCase: 'AAAA-0001', otherFirst }]
  expect(strengthOf('same-file', { ...quietCase, links: { ...links, sameFile } })).toBe(strength)
})

test.each([
  [89, 0],
  [90, 90],
  [96, 90],
  [97, 100],
])('a picture %i %% like one of another case: %i', (likenessPercent, strength) => {
  const nearPicture = [{ evidenceId: 'e1', otherCase: 'AAAA-0001', otherFirst: true, likenessPercent }]
  expect(strengthOf('near-same-picture', { ...quietCase, links: { ...links, nearPicture } })).toBe(strength)
})

describe('traces in a picture', () => {
  const plain: PictureTraces = {
    software: 'MU-7 system 10.0.1',
    historySoftware: [],
    takenAt: '2020-12-01T08:00:00Z',
    changedAt: '2020-12-01T08:00:00Z',
    paintedAreas: [],
  }
  const area = { left: 312, top: 401, width: 58, height: 23 }
  test.each([
    [{}, 0],
    [{ paintedAreas: null }, 0],
    [{ paintedAreas: [area] }, 60],
    [{ paintedAreas: [area, area] }, 60],
    [{ paintedAreas: [area], software: 'Snapseed 2.0' }, 61],
    [{ paintedAreas: [area], changedAt: '2020-12-03T08:00:00Z' }, 100],
    [{ software: 'Adobe Photoshop 21.1' }, 100],
    [{ historySoftware: ['Adobe Photoshop Lightroom 9.2'] }, 100],
    [{ changedAt: '2020-12-03T07:59:59Z' }, 0],
    [{ changedAt: '2020-12-03T08:00:00Z' }, 19],
    [{ software: 'Snapseed 2.0' }, 1],
    [{ software: 'Snapseed 2.0', changedAt: '2020-12-09T08:00:00Z' }, 20],
    [{ takenAt: null, changedAt: '2020-12-09T08:00:00Z' }, 0],
  ] as const)('%j: %i', (traces, strength) => {
    expect(strengthOf('edited-picture', withPaper({ pictureTraces: { ...plain, ...traces } }))).toBe(strength)
  })

  test('tell where to look, in percent of the picture', () => {
    const paintedAreas = [area, { left: 0, top: 990, width: 1_000, height: 10 }]
    const signal = editedPictureSignal(withPaper({ pictureTraces: { ...plain, paintedAreas } }))!
    expect(signal.facts.findings).toEqual(['painted-over: x 31-37 % y 40-43 %; x 0-100 % y 99-100 %'])
    const { en, zh } = explainSignal(signal)
    expect(en).toContain('painted over or pasted in after the photo had been saved, at x 31-37 % y 40-43 %')
    expect(zh).toContain('位置 x 31-37 % y 40-43 %')
  })
})

describe('traces in a PDF', () => {
  const plain: PdfTraces = {
    saves: 1,
    signatures: 0,
    producer: 'Made-up hospital system 3',
    creator: null,
    createdAt: '2020-12-01T08:00:00Z',
    changedAt: null,
    mixedFontLines: 0,
  }
  test.each([
    [{}, 0],
    [{ saves: 2, signatures: 1 }, 0],
    [{ saves: 2 }, 5],
    [{ mixedFontLines: 1 }, 38],
    [{ producer: 'iLovePDF' }, 1],
    [{ producer: 'iLovePDF', saves: 2 }, 6],
    [{ producer: 'PDFelement 7' }, 10],
    [{ changedAt: '2020-12-03T07:00:00Z' }, 0],
    [{ changedAt: '2020-12-03T08:00:00Z' }, 20],
    [{ changedAt: '2020-12-03T08:00:00Z', saves: 2 }, 100],
    [{ mixedFontLines: 1, producer: 'iLovePDF' }, 39],
    [{ mixedFontLines: 1, producer: 'PDFelement 7' }, 100],
    [{ mixedFontLines: 2, saves: 3 }, 100],
  ] as const)('%j: %i', (traces, strength) => {
    expect(strengthOf('edited-pdf', withPaper({ pdfTraces: { ...plain, ...traces } }))).toBe(strength)
  })
})
