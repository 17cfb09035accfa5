import { describe, expect, test } from 'vitest'
import { saveIntoPdf } from '../../../test/save-into-pdf.ts'
import { simplePdf } from '../../demo/simple-pdf.ts'
import { readPdfFacts } from './read-pdf-facts.ts'

describe('how often a PDF was saved into', () => {
  test.each([
    ['with new lines', '\n'],
    ['as Windows ends lines', '\r\n'],
    ['right behind the end', ''],
  ])('%s', async (_, between) => {
    let bytes: Uint8Array = simplePdf([['出院记录']])
    for (const saves of [1, 2, 3]) {
      expect(await readPdfFacts(bytes)).toMatchObject({ outcome: 'pdf-facts', traces: { saves } })
      bytes = saveIntoPdf(bytes, between)
    }
  })
})
