import { describe, expect, test } from 'vitest'
import { simplePdf } from '../../demo/simple-pdf.ts'
import { readPdfFacts } from './read-pdf-facts.ts'

/** An empty object behind the end of the file, as a program appends that saves into it (ISO 32000-2, 7.5.6). */
function saveInto(bytes: Uint8Array, between: string): Uint8Array {
  const text = `${Buffer.from(bytes).toString('latin1').trimEnd()}${between}`
  const previous = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(text)![1]
  const trailers = [...text.matchAll(/trailer\s*<<([\s\S]*?)>>\s*startxref/g)]
  const size = Number(/\/Size (\d+)/.exec(trailers.at(-1)![1]!)![1])
  const kept = trailers
    .at(-1)![1]!
    .replace(/\/Size \d+/, `/Size ${size + 1}`)
    .replace(/\/Prev \d+/, '')
  const object = `${size} 0 obj\n<< >>\nendobj\n`
  const table = `xref\n${size} 1\n${String(text.length).padStart(10, '0')} 00000 n \n`
  const ending = `trailer\n<<${kept} /Prev ${previous} >>\nstartxref\n${text.length + object.length}\n%%EOF`
  return Buffer.from(text + object + table + ending, 'latin1')
}

describe('how often a PDF was saved into', () => {
  test.each([
    ['with new lines', '\n'],
    ['as Windows ends lines', '\r\n'],
    ['right behind the end', ''],
  ])('%s', async (_, between) => {
    let bytes: Uint8Array = simplePdf([['出院记录']])
    for (const saves of [1, 2, 3]) {
      expect(await readPdfFacts(bytes)).toMatchObject({ outcome: 'pdf-facts', traces: { saves } })
      bytes = saveInto(bytes, between)
    }
  })
})
