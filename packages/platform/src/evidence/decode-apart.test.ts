import { describe, expect, it } from 'vitest'
import { maxDecodersAtOnce, maxWaitingFiles, takingTurns } from './decode-apart.ts'

describe('decoders', () => {
  it('take turns in order, few at once, and tell the last of too many', async () => {
    const room = maxDecodersAtOnce + maxWaitingFiles
    const started: number[] = []
    const ends: (() => void)[] = []
    const work = (number: number) => {
      return takingTurns(() => {
        started.push(number)
        return new Promise<number>((resolve) => ends.push(() => resolve(number)))
      })
    }
    const results = Array.from({ length: room }, (_, number) => work(number))
    expect(await work(room)).toBe('intake-busy')
    expect(started.length).toBe(maxDecodersAtOnce)
    for (let number = 0; number < room; number += 1) {
      ends[number]!()
      expect(await results[number]).toBe(number)
      expect(started.length).toBeLessThanOrEqual(number + 1 + maxDecodersAtOnce)
    }
    expect(started).toEqual(Array.from({ length: room }, (_, number) => number))
    const last = work(room)
    ends[room]!()
    expect(await last).toBe(room)
  })

  it('give their turn on when one fails', async () => {
    for (let time = 0; time <= maxDecodersAtOnce + maxWaitingFiles; time += 1) {
      await expect(takingTurns(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
    }
    expect(await takingTurns(async () => 'done')).toBe('done')
  })
})
