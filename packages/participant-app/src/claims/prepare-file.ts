import { type Doubt, doubtsAbout } from './page-quality.ts'

/** A file as it will be sent. */
export interface PreparedFile {
  readonly bytes: Blob
  readonly type: string
  /** Of the name. */
  readonly ending: string
  readonly doubts: readonly Doubt[]
}

/** Of the longer side: 200 dots per inch of an A4 page. */
const mostPixels = 2_400
/** Of the longer side, to look at: in fewer pixels print is never sharp. */
const judgedPixels = 1_600
const jpegQuality = 0.8
/** What the platform takes; it says so itself too, after the whole file has gone over the line. */
export const mostBytes = 20_000_000

/** Files that go as they are, by the ending of their names. A HEIC is one where the browser can't open it. */
const typesByEnding: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  heic: 'image/heic',
  heif: 'image/heic',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
}

/** Makes a picture smaller and a JPEG, and looks whether it can be read; a PDF goes as it is. Null where it is no picture and no PDF. */
export async function prepareFile(file: File): Promise<PreparedFile | null> {
  const ending = /\.([^.]+)$/.exec(file.name)?.[1]?.toLowerCase() ?? ''
  const asIs = { bytes: file, type: typesByEnding[ending] ?? '', ending, doubts: [] }
  if (asIs.type === 'application/pdf') return asIs
  const picture = await opened(file)
  if (picture) {
    try {
      return await compressed(picture)
    } finally {
      picture.close()
    }
  }
  return asIs.type === '' ? null : asIs
}

/** Null where this browser can't open it. */
async function opened(file: File): Promise<ImageBitmap | null> {
  if (typeof createImageBitmap === 'undefined') return null
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' })
  } catch {
    return null
  }
}

async function compressed(picture: ImageBitmap): Promise<PreparedFile> {
  const full = drawn(picture, mostPixels)
  const judged = drawn(full, judgedPixels)
  const { height, width } = judged
  const doubts = doubtsAbout(judged.getContext('2d')!.getImageData(0, 0, width, height), full)
  const bytes = await new Promise<Blob>((resolve, reject) => {
    full.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('no room for a picture'))),
      'image/jpeg',
      jpegQuality,
    )
  })
  return { bytes, type: 'image/jpeg', ending: 'jpg', doubts }
}

function drawn(picture: ImageBitmap | HTMLCanvasElement, most: number): HTMLCanvasElement {
  const scale = Math.min(1, most / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.floor(picture.width * scale))
  canvas.height = Math.max(1, Math.floor(picture.height * scale))
  const context = canvas.getContext('2d')!
  // A PNG may be see-through, which a JPEG is not.
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(picture, 0, 0, canvas.width, canvas.height)
  return canvas
}
