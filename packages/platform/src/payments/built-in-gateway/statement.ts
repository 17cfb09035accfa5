import { type Bank, boundsOf } from './bank.ts'

export interface StatementFault {
  readonly day: string
  readonly kind: 'missing' | 'doubled' | 'wrong-amount' | 'unknown'
  readonly key: string
  /** Of `wrong-amount` and `unknown`: the amount shown. */
  readonly amountFen: string
}

/** Plants a difference into the statement of a day, as a bank's own mistakes do. */
export function plantStatementFault(bank: Bank, fault: StatementFault): void {
  bank.database
    .prepare('insert into statement_faults (day, kind, key, amount) values (?, ?, ?, ?)')
    .run(fault.day, fault.kind, fault.key, BigInt(fault.amountFen))
}

const linesPerChunk = 2_000

/**
 * The movements of a day as CSV. The last line counts and sums the others, so that a reader notices a download that
 * broke off. Text comes in chunks: a day may have a hundred million lines.
 */
export function* statementCsv(bank: Bank, day: Temporal.PlainDate): Generator<string> {
  yield 'kind,key,amount_fen\n'
  const total = { count: 0, sumFen: 0n }
  let chunk: string[] = []
  for (const { kind, key, amountFen } of statementLines(bank, day)) {
    total.count += 1
    total.sumFen += amountFen
    chunk.push(`${kind},${key},${amountFen}\n`)
    if (chunk.length < linesPerChunk) continue
    yield chunk.join('')
    chunk = []
  }
  yield `${chunk.join('')}total,${total.count},${total.sumFen}\n`
}

interface Line {
  readonly kind: 'debit' | 'transfer'
  readonly key: string
  readonly amountFen: bigint
}

function* statementLines(bank: Bank, day: Temporal.PlainDate): Generator<Line> {
  const { from, until } = boundsOf(day, bank.settings.timeZone)
  const shownUntil = Math.min(until, bank.now() + 1)
  const movements = bank.database.prepare(`
    select 'debit' as kind, key, amount from debits where reason is null and due_at >= :from and due_at < :until
    union all
    select 'transfer', key, amount from transfers where reason is null and due_at >= :from and due_at < :until`)
  const faults = bank.database.prepare('select kind, key, amount from statement_faults where day = ?')
  const planted = faults.all(day.toString()).map((row) => ({ ...row, amountFen: BigInt(Number(row.amount)) }) as Fault)
  for (const row of movements.iterate({ from, until: shownUntil })) {
    const line = { kind: row.kind, key: row.key, amountFen: BigInt(Number(row.amount)) } as Line
    yield* planted.length === 0 ? [line] : withFaults(line, planted)
  }
  for (const fault of planted) {
    if (fault.kind === 'unknown') yield { kind: 'debit', key: fault.key, amountFen: fault.amountFen }
  }
}

type Fault = Pick<StatementFault, 'kind' | 'key'> & { readonly amountFen: bigint }

function withFaults(line: Line, planted: readonly Fault[]): Line[] {
  let lines = [line]
  for (const fault of planted) {
    if (fault.key !== line.key) continue
    if (fault.kind === 'missing') lines = []
    if (fault.kind === 'doubled') lines = [...lines, line]
    if (fault.kind === 'wrong-amount') lines = lines.map((each) => ({ ...each, amountFen: fault.amountFen }))
  }
  return lines
}
