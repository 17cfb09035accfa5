import { matchRoutes, NavigationType, type Navigator, type Params, type RouteObject } from 'react-router'
import { browserHistory, locationNow, type Move } from './browser-history.ts'
import { keepScrollPosition } from './scroll-positions.ts'

/** A page's way to get ready, in `handle` of its route: loads its code and texts, asks for its answers. */
export interface PageHandle {
  readonly prepare: (params: Params) => Promise<void> | undefined
}

export interface NavigationState {
  /** What is shown; null until the first page is ready. */
  readonly shown: Move | null
  /** Whether another page is on its way. */
  readonly isMoving: boolean
  /** Why its page could not be loaded, else null. */
  readonly fault: unknown
}

export interface Navigation {
  readonly basename: string
  readonly navigator: Navigator
  readonly state: () => NavigationState
  readonly subscribe: (changed: () => void) => () => void
}

/**
 * Begins at the browser's address and follows it: the page before stays until the code and texts of the next one are there. Begun before
 * anything is drawn, so that a page's own files and answers set out at once.
 */
export function startNavigation(routes: RouteObject[], basename: string): Navigation {
  const listeners = new Set<() => void>()
  let state: NavigationState = { shown: null, isMoving: true, fault: null }
  let newest: Move | null = null

  const put = (next: NavigationState) => {
    state = next
    for (const changed of listeners) changed()
  }
  const show = (move: Move, fault: unknown) => {
    if (newest !== move) return
    if (state.shown !== null) keepScrollPosition(state.shown)
    put({ shown: move, isMoving: false, fault })
  }
  const follow = async (move: Move) => {
    newest = move
    try {
      const waits = prepare(routes, basename, move)
      if (waits.length > 0) {
        put({ ...state, isMoving: true })
        await Promise.all(waits)
      }
      show(move, null)
    } catch (fault) {
      show(move, fault)
    }
  }
  const navigator = browserHistory((move) => void follow(move))
  void follow({ location: locationNow(), action: NavigationType.Pop })
  return {
    basename,
    navigator,
    state: () => state,
    subscribe: (changed) => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
  }
}

/** What a move has to wait for; nothing where everything is here. */
function prepare(routes: RouteObject[], basename: string, { location }: Move): Promise<void>[] {
  const matches = matchRoutes(routes, location, basename) ?? []
  return matches.flatMap(({ params, route }) => (route.handle as PageHandle | undefined)?.prepare(params) ?? [])
}
