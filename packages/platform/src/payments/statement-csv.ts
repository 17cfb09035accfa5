import { pipeline, Readable } from 'node:stream'
import { parse } from 'csv-parse'
import type { StatementLine } from './gateway.ts'

const linesPerChunk = 10_000

/**
 * Reads a statement as it streams in. Throws on a line that is none, and when the total at the end is missing or does
 * not agree with the lines: half a statement would show as differences that aren't there.
 */
export async function* readStatementCsv(text: AsyncIterable<Uint8Array>): AsyncGenerator<readonly StatementLine[]> {
  const parser = parse({ from_line: 2 })
  // A fault of the source destroys the parser, and the loop below throws it.
  pipeline(Readable.from(text), parser, () => {})
  let chunk: StatementLine[] = []
  let count = 0n
  let sumFen = 0n
  let total: readonly string[] | null = null
  for await (const record of parser as AsyncIterable<readonly string[]>) {
    if (total !== null) throw new Error('the statement goes on after its total')
    if (record[0] === 'total') {
      total = record
      continue
    }
    const line = statementLine(record)
    count += 1n
    sumFen += line.amountFen
    chunk.push(line)
    if (chunk.length < linesPerChunk) continue
    yield chunk
    chunk = []
  }
  if (total === null) throw new Error('the statement broke off: its total is missing')
  if (total[1] !== String(count) || total[2] !== String(sumFen)) throw new Error('the statement does not add up')
  yield chunk
}

function statementLine(record: readonly string[]): StatementLine {
  const [kind, key, amountFen] = record
  if ((kind !== 'debit' && kind !== 'transfer') || key === undefined || !/^[0-9]{1,15}$/.test(amountFen ?? '')) {
    throw new Error(`not a line of a statement: ${JSON.stringify(record)}`)
  }
  return { kind, key, amountFen: BigInt(amountFen!) }
}
