/** What on a photographed page may be hard to read. */
export type Doubt = 'too-small' | 'too-dark' | 'blurred'

/** Pixels as a canvas gives them: red, green, blue, opacity, row by row. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray
}

/** Of the picture's shorter side: an A4 page of small print is still read at 100 dots per inch. */
const fewestPixels = 800
/** Of 255, as bright as the paper is: the brightest tenth of a page. */
const darkestPaper = 90
/** How much of the way from ink to paper the sharpest edges cross between two neighbours; sharp print crosses more than half of it. */
const leastSharpness = 0.2
/** Below it there is nothing on the page that could be sharp. */
const leastContrast = 24

/**
 * Looks at a page as its reader will. `shown` is the page made smaller, so that this takes no time on a cheap phone; `full` is the size
 * in which it is sent.
 */
export function doubtsAbout(
  shown: Pixels,
  full: { readonly width: number; readonly height: number },
): readonly Doubt[] {
  const grey = greyOf(shown)
  const shades = counted(grey)
  const paper = shareOf(shades, 0.9)
  const contrast = shareOf(shades, 0.98) - shareOf(shades, 0.02)
  const doubts: Doubt[] = []
  if (Math.min(full.width, full.height) < fewestPixels) doubts.push('too-small')
  if (paper < darkestPaper) doubts.push('too-dark')
  // What is out of focus has lost contrast too: then half of the paper's brightness is what print would have.
  const wanted = Math.max(contrast, paper / 2)
  if (contrast >= leastContrast && sharpestStep(grey, shown) / wanted < leastSharpness) doubts.push('blurred')
  return doubts
}

function greyOf({ data, height, width }: Pixels): Uint8ClampedArray {
  const grey = new Uint8ClampedArray(width * height)
  for (let at = 0; at < grey.length; at += 1) {
    grey[at] = 0.299 * data[at * 4]! + 0.587 * data[at * 4 + 1]! + 0.114 * data[at * 4 + 2]!
  }
  return grey
}

/** How many there are of each shade. */
function counted(shades: Uint8ClampedArray): Uint32Array {
  const counts = new Uint32Array(256)
  for (const shade of shades) counts[shade]! += 1
  return counts
}

/** The shade that a share of all stays below. */
function shareOf(counts: Uint32Array, share: number): number {
  let left = share * counts.reduce((sum, count) => sum + count, 0)
  return Math.max(
    0,
    counts.findIndex((count) => {
      left -= count
      return left <= 0
    }),
  )
}

/** The step between neighbours that one pixel in 200 exceeds: the edges of letters, and not a single speck. */
function sharpestStep(grey: Uint8ClampedArray, { height, width }: Pixels): number {
  const steps = new Uint8ClampedArray((width - 1) * (height - 1))
  for (let y = 0; y < height - 1; y += 1) {
    for (let x = 0; x < width - 1; x += 1) {
      const at = y * width + x
      const across = Math.abs(grey[at + 1]! - grey[at]!)
      const down = Math.abs(grey[at + width]! - grey[at]!)
      steps[y * (width - 1) + x] = Math.max(across, down)
    }
  }
  return shareOf(counted(steps), 0.995)
}
