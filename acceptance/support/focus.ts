/** What a browser says of the element that has the focus. */
export interface Focus {
  /** On nothing, so that somebody who listens hears nothing and the next Tab begins anywhere. */
  readonly lost: boolean
  /** Its tag and what it is called. */
  readonly name: string
  /** Which of the document's elements it is. */
  readonly place: number
  readonly inView: boolean
  /** What lies over all of it, or nothing. */
  readonly covered: string
  /** Whether something is drawn around it. */
  readonly indicator: boolean
  /** Of what is drawn around it, against what is behind it. */
  readonly contrast: number
}

/** Runs in the page: every event that a keyboard does not make is told. A click by Enter has no detail. */
export const noteMice = `
  for (const kind of ['pointerdown', 'pointermove', 'mousedown', 'mousemove', 'mouseover', 'touchstart', 'wheel', 'dblclick', 'click'])
    document.addEventListener(kind, (event) => {
      if (kind !== 'click' || event.detail > 0) globalThis.mouseCame(kind)
    }, { capture: true, passive: true })
`

/** Runs in the page: what of the focus can be seen. An outline or a shadow counts where it is 2 px or more. */
export const lookAtFocus = `(() => {
  const found = document.activeElement
  if (!found || found === document.body || found === document.documentElement) {
    return { lost: true, name: '', place: -1, inView: false, covered: '', indicator: false, contrast: 0 }
  }
  const words = found.getAttribute('aria-label') || found.labels?.[0]?.textContent || found.textContent || ''
  const name = found.tagName.toLowerCase() + ' ' + words.trim().slice(0, 60)
  const box = found.getBoundingClientRect()
  const [left, right] = [Math.max(0, box.left), Math.min(innerWidth, box.right)]
  const [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)]
  const inView = right - left > 0 && bottom - top > 0
  let covered = ''
  // What lets the mouse through is seen all the same.
  const pointed = found.style.pointerEvents
  found.style.pointerEvents = 'auto'
  if (inView) {
    const fractions = [0.5, 0.05, 0.25, 0.75, 0.95]
    const hits = fractions.flatMap((across) => fractions.map((down) =>
      document.elementFromPoint(left + (right - left) * across, top + (bottom - top) * down)))
    const isOwn = (hit) => hit && (found.contains(hit) || hit.contains(found) || found.labels?.[0]?.contains(hit))
    if (!hits.some(isOwn)) covered = hits[0]?.className || hits[0]?.tagName || 'nothing'
  }
  found.style.pointerEvents = pointed
  const channels = (colour) => (colour.match(/[0-9.]+/g) || []).map(Number)
  const light = ([red, green, blue]) => [red, green, blue]
    .map((part) => part / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0)
  let behind = found.parentElement
  const isClear = (element) => { const [, , , alpha = 1] = channels(getComputedStyle(element).backgroundColor); return alpha === 0 }
  while (behind && isClear(behind)) behind = behind.parentElement
  const ground = behind ? channels(getComputedStyle(behind).backgroundColor) : [255, 255, 255]
  const style = getComputedStyle(found)
  const isOutlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
  const drawn = channels(isOutlined ? style.outlineColor : style.boxShadow)
  const [one, other] = [light(drawn.length < 3 ? ground : drawn), light(ground)]
  const contrast = Math.floor(((Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)) * 10) / 10
  return {
    lost: false,
    name,
    place: [...document.querySelectorAll('*')].indexOf(found),
    inView,
    covered: String(covered),
    indicator: isOutlined || style.boxShadow !== 'none',
    contrast,
  }
})()`
