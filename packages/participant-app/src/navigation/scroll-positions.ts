import { useLayoutEffect } from 'react'
import { NavigationType } from 'react-router'
import type { Move } from './browser-history.ts'

const place = 'tongzhou.scroll.'

/** Back and forward come to where one was on a page, other moves to its top or to the part its address names. */
export function useScrollPositions({ action, location }: Move): void {
  const { hash, key } = location
  useLayoutEffect(() => {
    history.scrollRestoration = 'manual'
    const kept = action === NavigationType.Pop ? sessionStorage.getItem(place + key) : null
    if (kept !== null) scrollTo(0, Number(kept))
    else if (hash !== '') document.getElementById(decodeURIComponent(hash.slice(1)))?.scrollIntoView()
    else scrollTo(0, 0)
    const keep = () => sessionStorage.setItem(place + key, String(scrollY))
    addEventListener('pagehide', keep)
    return () => {
      removeEventListener('pagehide', keep)
      keep()
    }
  }, [action, hash, key])
}
