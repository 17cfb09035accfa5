import { expect, test } from 'vitest'
import { readPlan } from '../plans/index.ts'
import { demoPlanText } from './demo-plan.ts'

test.each([300, 20_000])(
  'the demo plan for %i people is a sound plan whose largest case they can bear',
  async (count) => {
    const reading = readPlan(await demoPlanText(count, Temporal.PlainDate.from('2019-01-01')))
    if (!reading.accepted) throw new Error(JSON.stringify(reading.faults))
    const { cover, sharing } = reading.plan
    const largestFen = Math.max(...cover.payoutTiers.map(({ payoutFen }) => payoutFen))
    const costFen = largestFen * (1 + sharing.managementFeeBasisPoints / 10_000)
    const sharedFen = sharing.capPerCaseFen! * count
    expect(sharedFen / costFen).toBeGreaterThan(0.9)
    expect(sharing.minimumParticipants!.count).toBeLessThan(count)
  },
)
