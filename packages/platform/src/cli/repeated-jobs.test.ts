import { pino } from 'pino'
import { expect, test, vi } from 'vitest'
import { testClock } from '../../test/platform.ts'
import { startJobs } from './repeated-jobs.ts'

const clock = testClock('2026-01-01T00:00:00Z')

test('a job that fails is logged and tried again, and holds up no other', async () => {
  const lines: string[] = []
  const logger = pino({ level: 'error' }, { write: (line: string) => lines.push(line) })
  let runs = 0
  const failing = {
    name: 'failing',
    everySeconds: 0.001,
    work: async () => {
      runs += 1
      if (runs < 3) throw new Error('not yet')
    },
  }
  const other = { name: 'other', everySeconds: 0.001, work: () => Promise.resolve() }
  const jobs = startJobs([failing, other], clock, logger)
  await vi.waitFor(() => expect(jobs.lastRun('failing')).not.toBeNull())
  expect(jobs.lastRun('other')).not.toBeNull()
  expect(jobs.lastRun('none')).toBeNull()
  await jobs.stop()
  expect(lines).toHaveLength(2)
  expect(lines[0]).toContain('"job":"failing"')
})

test('stopping waits for the run that is at work, and begins no other', async () => {
  const working = Promise.withResolvers<void>()
  let runs = 0
  const job = {
    name: 'slow',
    everySeconds: 0.001,
    work: () => {
      runs += 1
      return working.promise
    },
  }
  const jobs = startJobs([job], clock, pino({ level: 'silent' }))
  let stopped = false
  const stopping = jobs.stop().then(() => {
    stopped = true
  })
  await Promise.resolve()
  expect(stopped).toBe(false)
  working.resolve()
  await stopping
  expect({ runs, stopped }).toEqual({ runs: 1, stopped: true })
})
