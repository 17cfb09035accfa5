const place = 'tongzhou.type-size'

export type TypeSize = 'normal' | 'large'

/** The size of type that the person chose on this device. */
export function chosenTypeSize(): TypeSize {
  return localStorage.getItem(place) === 'large' ? 'large' : 'normal'
}

/** Puts the chosen size on the page: theme.css sets the root's font size by it, and everything is measured in rem. */
export function applyTypeSize(): void {
  document.documentElement.dataset.type = chosenTypeSize()
}

export function chooseTypeSize(size: TypeSize): void {
  localStorage.setItem(place, size)
  applyTypeSize()
}
