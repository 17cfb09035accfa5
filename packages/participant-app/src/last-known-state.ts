import type { PersistedClient, Persister } from '@tanstack/react-query-persist-client'

const lastKnownPlace = 'tongzhou.last-known'
/** Half of what browsers give a site; drafts need room too. */
const mostCharacters = 2_000_000

/**
 * Keeps the answers of the API on this device, to show them without a connection. Written at most once a second, and when the page goes; what does not
 * fit is not kept. A query with `meta: { keep: false }` never is. Once another tab has removed the state, because somebody signed out there, this one
 * still holds their answers and keeps nothing more until it is loaded again.
 */
export function lastKnownState(storage: Storage): Persister {
  let waiting: PersistedClient | null = null
  let removedElsewhere = false
  const write = () => {
    if (waiting === null) return
    const text = JSON.stringify(waiting)
    waiting = null
    try {
      if (text.length <= mostCharacters) storage.setItem(lastKnownPlace, text)
      else storage.removeItem(lastKnownPlace)
    } catch (fault) {
      // The device has no room: the app works on, without a last known state.
      if (!(fault instanceof DOMException)) throw fault
      storage.removeItem(lastKnownPlace)
    }
  }
  addEventListener('pagehide', write)
  // Comes from other tabs only.
  addEventListener('storage', (event) => {
    const { key, newValue } = event as StorageEvent
    if (key !== null && (key !== lastKnownPlace || newValue !== null)) return
    waiting = null
    removedElsewhere = true
  })
  return {
    persistClient: (client) => {
      if (removedElsewhere) return
      if (waiting === null) setTimeout(write, 1_000)
      waiting = client
    },
    restoreClient: () => {
      const text = storage.getItem(lastKnownPlace)
      return text === null ? undefined : (JSON.parse(text) as PersistedClient)
    },
    removeClient: () => {
      waiting = null
      storage.removeItem(lastKnownPlace)
    },
  }
}

/** Of this device. */
export const lastKnown: Persister = lastKnownState(localStorage)
