import { useEffect } from 'react'

/** What can be told to somebody who listens: parts with a name, and the page itself. */
const told = 'section, form, fieldset, nav, li, main'

/**
 * Where what had the focus goes away or can be pressed no more, because of what was just done, the focus stays near: on the closest part
 * of the page that is still there. Without it a keyboard would begin again at the top, and who listens would hear nothing.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let way = wayTo(document.activeElement)
    const note = ({ target }: Event) => {
      way = wayTo(target instanceof Element ? target : null)
    }
    // Who presses on an empty place lets go of the focus.
    const letGo = () => {
      way = []
    }
    const keep = () => {
      const [had, ...above] = way
      const now = document.activeElement
      const isLost = now === null || now === document.body || now.matches(':disabled')
      if (!isLost || !had || (had.isConnected && !had.matches(':disabled'))) return
      const near = above.find((one) => one.isConnected && one.matches(told))
      const kept = near ?? document.querySelector('#page h1')
      if (!(kept instanceof HTMLElement)) return
      if (!kept.hasAttribute('tabindex')) kept.tabIndex = -1
      kept.focus()
    }
    const seen = new MutationObserver(keep)
    seen.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] })
    document.addEventListener('focusin', note)
    document.addEventListener('pointerdown', letGo, { capture: true })
    return () => {
      seen.disconnect()
      document.removeEventListener('focusin', note)
      document.removeEventListener('pointerdown', letGo, { capture: true })
    }
  }, [])
}

function wayTo(element: Element | null): readonly Element[] {
  const way: Element[] = []
  for (let at = element; at !== null && at !== document.body; at = at.parentElement) way.push(at)
  return way
}
