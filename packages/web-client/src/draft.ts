import { useState } from 'react'
import { useMe } from './me.ts'

/** For forms that may be filled in before signing in. */
const anyone = 'anyone'

interface Kept<Value> {
  readonly value: Value
  readonly key: string
}

export interface Draft<Value> {
  readonly value: Value
  /** The idempotency key of the form's command: made once, the same however often it is sent. */
  readonly key: string
  readonly change: (part: Partial<Value>) => void
  /** Once its command is accepted. */
  readonly discard: () => void
}

/**
 * A half-filled form that survives reload, back button and the end of a session: kept on this device, per person. `place` is the app's,
 * `name` says which form, with the id of what it is about: `claim-7F3K.answer`. A kept draft lacks what a newer form has: the members of
 * `initial` fill in.
 */
export function useDraftAt<Value extends object>(place: string, name: string, initial: Value): Draft<Value> {
  const me = useMe()
  const at = `${place}${me?.personId ?? anyone}.${name}`
  const [shown, show] = useState({ at, kept: readDraft(localStorage, at, initial) })
  const kept = shown.at === at ? shown.kept : readDraft(localStorage, at, initial)
  if (shown.at !== at) show({ at, kept })
  const put = (next: Kept<Value>) => {
    localStorage.setItem(at, JSON.stringify(next))
    show({ at, kept: next })
  }
  return {
    value: kept.value,
    key: kept.key,
    change: (part) => put({ ...kept, value: { ...readDraft(localStorage, at, kept.value, kept.key).value, ...part } }),
    discard: () => {
      localStorage.removeItem(at)
      show({ at, kept: newDraft(initial) })
    },
  }
}

/** The draft kept at a place, or a new one. What cannot be read is no draft. */
export function readDraft<Value extends object>(
  storage: Pick<Storage, 'getItem'>,
  at: string,
  initial: Value,
  key?: string,
): Kept<Value> {
  const text = storage.getItem(at)
  if (text === null) return { value: initial, key: key ?? newKey() }
  const kept = JSON.parse(text) as Kept<Partial<Value>>
  return { value: { ...initial, ...kept.value }, key: kept.key }
}

function newDraft<Value>(initial: Value): Kept<Value> {
  return { value: initial, key: newKey() }
}

/** 128 random bits, for an idempotency key. Not `crypto.randomUUID`, which plain http addresses, such as a trial's in one's own network, lack. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Of everybody on this device. */
export function forgetDraftsAt(place: string): void {
  for (const at of Object.keys(localStorage)) {
    if (at.startsWith(place)) localStorage.removeItem(at)
  }
}
