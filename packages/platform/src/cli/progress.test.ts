import { Writable } from 'node:stream'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startProgress } from './progress.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A stream that keeps what was written; as a terminal it moves no cursor. */
function recordingStream(isTTY: boolean) {
  let text = ''
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      text += String(chunk)
      done()
    },
  })
  const terminal = { isTTY, columns: 120, cursorTo: () => true, moveCursor: () => true, clearLine: () => true }
  return { stream: Object.assign(stream, terminal), text: () => text }
}

test('without a terminal a plain line comes every five seconds, and the last state at the end', () => {
  const { stream, text } = recordingStream(false)
  const progress = startProgress('Importing', 200, stream)
  progress.update(20)
  progress.update(40, 'line 40')
  vi.advanceTimersByTime(5_001)
  progress.update(60, 'line 60')
  progress.update(200, 'line 200')
  progress.stop()
  progress.stop()
  expect(text()).toBe('Importing: 10 %\nImporting: 30 % line 60\nImporting: 100 % line 200\n')
})

test('on a terminal there is a bar', () => {
  const { stream, text } = recordingStream(true)
  const progress = startProgress('Importing', 200, stream)
  progress.update(100, 'half')
  progress.stop()
  expect(text()).toContain('Importing [')
  expect(text()).toContain('50 % half')
})
