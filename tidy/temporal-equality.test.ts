import { expect, test } from 'vitest'

const day = Temporal.PlainDate.from('2020-02-28')

test('assertions tell two days apart', () => {
  expect({ day }).toMatchObject({ day: Temporal.PlainDate.from('2020-02-28') })
  expect({ day }).not.toMatchObject({ day: Temporal.PlainDate.from('2020-02-29') })
  expect([day]).not.toEqual([Temporal.PlainDate.from('2020-02-29')])
  expect(day).not.toEqual(Temporal.PlainDateTime.from('2020-02-28'))
  expect(Temporal.Instant.from('2020-02-28T00:00:00Z')).not.toEqual(Temporal.Instant.from('2020-02-28T00:00:01Z'))
})
