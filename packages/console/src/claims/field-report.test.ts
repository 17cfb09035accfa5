import { expect, test } from 'vitest'
import { reportOf, sumFen } from './field-report.ts'

const visit = { kind: 'visit', happenedOn: '2020-06-14', amountFen: null, text: 'Records office.' } as const
const cost = { kind: 'cost', happenedOn: '2020-06-15', amountFen: '12050', text: 'Train.' } as const
const words = { kind: (kind: string) => `[${kind}]`, amount: (fen: string) => `${fen} fen`, costs: 'Costs:' }

test('a report begins with what was recorded and the sum of the costs', () => {
  expect(reportOf([visit, cost], words)).toBe(
    '2020-06-14 [visit] Records office.\n2020-06-15 [cost] 12050 fen Train.\nCosts: 12050 fen',
  )
  expect(reportOf([visit], words)).toBe('2020-06-14 [visit] Records office.')
})

test('costs add up to the fen', () => {
  expect(sumFen([{ amountFen: '900719925474099301' }, { amountFen: '7' }, { amountFen: null }])).toBe(
    '900719925474099308',
  )
})
