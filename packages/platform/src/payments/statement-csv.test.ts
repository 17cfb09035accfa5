import { describe, expect, it } from 'vitest'
import { readStatementCsv } from './statement-csv.ts'

async function* inPieces(text: string) {
  for (let from = 0; from < text.length; from += 7) yield new TextEncoder().encode(text.slice(from, from + 7))
}

async function read(text: string) {
  const lines = []
  for await (const chunk of readStatementCsv(inPieces(text))) lines.push(...chunk)
  return lines
}

describe('reading a statement', () => {
  const lines = 'kind,key,amount_fen\ndebit,a:1:1,3\ntransfer,b:1:1,4\n'

  it('reads lines whose total agrees', async () => {
    expect(await read(`${lines}total,2,7\n`)).toEqual([
      { kind: 'debit', key: 'a:1:1', amountFen: 3n },
      { kind: 'transfer', key: 'b:1:1', amountFen: 4n },
    ])
  })

  it.each([
    ['breaks off before the total', lines, 'broke off'],
    ['is empty', '', 'broke off'],
    ['has one line fewer than its total says', `${lines}total,3,7\n`, 'does not add up'],
    ['has another sum than its total says', `${lines}total,2,8\n`, 'does not add up'],
    ['goes on after its total', `${lines}total,2,7\ndebit,a,3\n`, 'goes on'],
    ['has a negative amount', 'kind,key,amount_fen\ndebit,a,-3\ntotal,1,-3\n', 'not a line'],
    ['has a kind of movement that is none', 'kind,key,amount_fen\ngift,a,3\ntotal,1,3\n', 'not a line'],
  ])('throws when it %s', async (_, text, fault) => {
    await expect(read(text)).rejects.toThrow(fault)
  })

  it('throws the fault of a download that fails', async () => {
    async function* failing() {
      yield new TextEncoder().encode(lines)
      throw new Error('connection reset')
    }
    const reading = (async () => {
      for await (const chunk of readStatementCsv(failing())) expect(chunk).toBeDefined()
    })()
    await expect(reading).rejects.toThrow('connection reset')
  })
})
