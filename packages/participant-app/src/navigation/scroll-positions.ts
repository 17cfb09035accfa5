import { useLayoutEffect } from 'react'
import { NavigationType } from 'react-router'
import type { Move } from './browser-history.ts'

const place = 'tongzhou.scroll.'

/** Notes where one is on a page before it goes: the next one may be too short to be asked. */
export function keepScrollPosition({ location }: Move): void {
  sessionStorage.setItem(place + location.key, String(scrollY))
}

/** Back and forward come to where one was on a page, other moves to its top or to the part its address names. */
export function useScrollPosition(move: Move): void {
  useLayoutEffect(() => {
    const { action, location } = move
    const kept = action === NavigationType.Pop ? sessionStorage.getItem(place + location.key) : null
    if (kept !== null) scrollTo(0, Number(kept))
    else if (location.hash !== '') document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView()
    else scrollTo(0, 0)
    const keep = () => keepScrollPosition(move)
    addEventListener('pagehide', keep)
    return () => removeEventListener('pagehide', keep)
  }, [move])
}
