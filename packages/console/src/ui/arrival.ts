import { type RefObject, useEffect, useRef } from 'react'
import { useHref, useLocation, useNavigationType } from 'react-router'

/** The page before this one, in this tab. */
let left: string | null = null

/**
 * Where the focus stands on a page that one has come to: on its heading, and after Back on the link that one had gone by. The first page
 * takes no focus. Another case of the same page does, another filter of the same list does not.
 */
export function useArrival(heading: RefObject<HTMLElement | null>): void {
  const { key, pathname } = useLocation()
  const address = useHref(pathname)
  const isBack = useNavigationType() === 'POP'
  const shown = useRef(key === 'default' && left === null ? address : null)
  useEffect(() => {
    const from = left
    left = address
    if (shown.current === address) return
    shown.current = address
    const goneBy = isBack && from !== null ? document.querySelector<HTMLElement>(`#page a[href="${from}"]`) : null
    const place = goneBy ?? heading.current
    place?.focus({ preventScroll: true })
    // Whoever came by mouse stays where the page was.
    if (place?.matches(':focus-visible')) place.scrollIntoView({ block: 'nearest' })
  }, [address, heading, isBack])
}
