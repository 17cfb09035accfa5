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

let listeners: Record<string, (event: object) => void> = {}
const happens = (name: string, event: object = {}) => listeners[name]!(event)

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('localStorage', storage())
  listeners = {}
  vi.stubGlobal('addEventListener', (name: string, listen: (event: object) => void) => {
    listeners[name] = listen
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
  happens('pagehide')
  expect(known.restoreClient()).toEqual(client('last'))
})

test.each([
  ['removed what is known', { key: 'tongzhou.last-known', newValue: null }],
  ['emptied the storage', { key: null, newValue: null }],
])('nothing is written any more once another tab has %s', async (_what, event) => {
  const known = (await load())(storage())
  known.persistClient(client('secret'))
  happens('storage', event)
  known.persistClient(client('secret still'))
  vi.advanceTimersByTime(5_000)
  happens('pagehide')
  expect(known.restoreClient()).toBeUndefined()
})

test('what another tab writes or removes elsewhere stops nothing', async () => {
  const known = (await load())(storage())
  happens('storage', { key: 'tongzhou.last-known', newValue: '{}' })
  happens('storage', { key: 'tongzhou.language', newValue: null })
  known.persistClient(client('one'))
  vi.advanceTimersByTime(1_000)
  expect(known.restoreClient()).toEqual(client('one'))
})
