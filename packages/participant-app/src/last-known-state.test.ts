import type { PersistedClient } from '@tanstack/react-query-persist-client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const client = (text: string) =>
  ({ timestamp: 1, buster: '', clientState: { mutations: [], queries: [], text } }) as unknown as PersistedClient

function storage(most = Number.POSITIVE_INFINITY) {
  const kept = new Map<string, string>()
  return {
    getItem: (at: string) => kept.get(at) ?? null,
    setItem: (at: string, text: string) => {
      if (text.length > most) throw new DOMException('full', 'QuotaExceededError')
      kept.set(at, text)
    },
    removeItem: (at: string) => kept.delete(at),
  } as unknown as Storage
}

let pageGoes = () => {}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('localStorage', storage())
  vi.stubGlobal('addEventListener', (_name: string, listen: () => void) => {
    pageGoes = listen
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const load = async () => (await import('./last-known-state.ts')).lastKnownState

test('the newest state of a second is written, and comes back', async () => {
  const place = storage()
  const known = (await load())(place)
  known.persistClient(client('one'))
  known.persistClient(client('two'))
  expect(known.restoreClient()).toBeUndefined()
  vi.advanceTimersByTime(1_000)
  expect(known.restoreClient()).toEqual(client('two'))
})

test.each([
  ['the device has no room for', 1_000, 2_000],
  ['is more than its share of the room', Number.POSITIVE_INFINITY, 2_000_001],
])('what %s is not kept, and neither is an older state', async (_what, most, length) => {
  const known = (await load())(storage(most))
  known.persistClient(client('small'))
  vi.advanceTimersByTime(1_000)
  known.persistClient(client('x'.repeat(length)))
  vi.advanceTimersByTime(1_000)
  expect(known.restoreClient()).toBeUndefined()
})

test('what was waiting to be written when somebody signs out is not written', async () => {
  const known = (await load())(storage())
  known.persistClient(client('secret'))
  known.removeClient()
  vi.advanceTimersByTime(5_000)
  expect(known.restoreClient()).toBeUndefined()
})

test('what is waiting is written when the page goes', async () => {
  const known = (await load())(storage())
  known.persistClient(client('last'))
  pageGoes()
  expect(known.restoreClient()).toEqual(client('last'))
})
