const arrows = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'])
const ticked = new Set(['checkbox', 'radio'])

/** Whether a key means something to the element that has the focus, or to the dialog that is open: then it is no shortcut. */
export function isForElement({ altKey, ctrlKey, defaultPrevented, key, metaKey, target }: KeyboardEvent): boolean {
  if (defaultPrevented || ctrlKey || altKey || metaKey) return true
  if ([...document.querySelectorAll('[aria-modal=true]')].some((dialog) => dialog.checkVisibility())) return true
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement && ticked.has(target.type)) return arrows.has(key)
  if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return true
  return arrows.has(key) && scrollsSideways(target)
}

/** What is wider than its place, such as an enlarged paper, is moved by the arrows. */
function scrollsSideways(target: HTMLElement): boolean {
  return target.scrollWidth > target.clientWidth && /auto|scroll/.test(getComputedStyle(target).overflowX)
}
