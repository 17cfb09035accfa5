import { createPath, type Location, NavigationType, type Navigator, type To } from 'react-router'

/** An address to show, and how it came about: `Pop` is the first one, a reload, back and forward. */
export interface Move {
  readonly location: Location
  readonly action: NavigationType
}

interface Entry {
  /** The same whenever the history comes back to this entry. */
  readonly key: string
  readonly state: unknown
}

/** The browser's history as react-router's parts want it; tells of every move, also of those by the browser's own buttons. */
export function browserHistory(onMove: (move: Move) => void): Navigator {
  const put = (action: NavigationType.Push | NavigationType.Replace, to: To, state: unknown) => {
    const entry: Entry = { key: newKey(), state }
    if (action === NavigationType.Push) history.pushState(entry, '', addressOf(to))
    else history.replaceState(entry, '', addressOf(to))
    onMove({ location: locationNow(), action })
  }
  // Places on a page are kept by the entries' keys; the browser would look for them before the page is there.
  history.scrollRestoration = 'manual'
  nameEntry()
  addEventListener('popstate', () => {
    nameEntry()
    onMove({ location: locationNow(), action: NavigationType.Pop })
  })
  return {
    createHref: addressOf,
    go: (steps) => history.go(steps),
    push: (to, state) => put(NavigationType.Push, to, state),
    replace: (to, state) => put(NavigationType.Replace, to, state),
  }
}

/** The first entry, and one by a plain link to a part of the page, have no key yet. */
function nameEntry(): void {
  if (history.state === null) history.replaceState({ key: newKey(), state: null } satisfies Entry, '')
}

/** Where the browser is. */
export function locationNow(): Location {
  const { hash, pathname, search } = window.location
  const { key, state } = history.state as Entry
  return { pathname, search, hash, state, key }
}

function addressOf(to: To): string {
  return typeof to === 'string' ? to : createPath(to)
}

function newKey(): string {
  return Math.random().toString(36).slice(2, 10)
}
