import { describe, expect, test } from 'vitest'
import { quietCase, strengthOf, withPaper } from '../../../test/risk.ts'
import type { PdfTraces, PictureTraces } from './case-facts.ts'

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
  }
  test.each([
    [{}, 0],
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
