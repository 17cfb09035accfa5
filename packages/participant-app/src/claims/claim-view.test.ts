import { expect, test } from 'vitest'
import { historyOf, nextStep, type TimelineStep, takesPapers } from './claim-view.ts'

const view = { status: '', evidenceDueOn: null, disputeUntil: null, period: null, objectionsUntil: null }
const calendar = {
  today: '2026-01-20',
  periods: [
    { period: '2026-01-A', publicityDay: '2026-01-07', sharingDay: '2026-01-14' },
    { period: '2026-01-B', publicityDay: '2026-01-21', sharingDay: '2026-01-28' },
  ],
}

test.each([
  ['evidence-requested', { evidenceDueOn: '2026-02-01' }, 'you', '2026-02-01'],
  ['refused', { disputeUntil: '2026-02-03' }, 'you', '2026-02-03'],
  ['desk-review', {}, 'reviewer', null],
  ['approved', {}, 'platform', '2026-01-21'],
  ['published', { objectionsUntil: '2026-01-27' }, 'everyone', '2026-01-27'],
  ['settled', { period: '2026-01-B' }, 'payer', '2026-02-04'],
  ['paid', {}, 'nobody', null],
])('a claim that is %s waits for its next one', (status, changes, who, by) => {
  expect(nextStep({ ...view, status, ...changes }, calendar, 7)).toEqual({ who, what: status, by })
})

test('papers are taken before handing in, when asked, and for an appeal', () => {
  const taken = (status: string, verdicts = 0) => takesPapers({ status, verdicts })
  expect([taken('collecting-evidence'), taken('evidence-requested'), taken('refused', 1)]).toEqual([true, true, true])
  expect([taken('refused'), taken('desk-review'), taken('paid')]).toEqual([false, false, false])
})

test('papers that came one after the other are one line of the history, newest first', () => {
  const step = (stepNo: number, kind: string, role = 'participant') => ({ stepNo, kind, role }) as TimelineStep
  const kinds = ['claim-filed', 'evidence-added', 'evidence-added', 'claim-submitted', 'evidence-added']
  const lines = historyOf([...kinds.map((kind, at) => step(at + 1, kind)), step(6, 'evidence-added', 'investigator')])
  expect(lines.map(({ papers, step: { kind } }) => [kind, papers])).toEqual([
    ['evidence-added', 1],
    ['evidence-added', 1],
    ['claim-submitted', 0],
    ['evidence-added', 2],
    ['claim-filed', 0],
  ])
})
