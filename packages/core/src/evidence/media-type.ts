import { type Refused, refuse } from '../decision.ts'
import { type Parsed, parsed } from '../parsed.ts'

/** What evidence may be. Nothing here can carry a script that a browser would run, once served under its own type. */
export const mediaTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/heic', 'application/pdf'] as const

export type MediaType = (typeof mediaTypes)[number]

const extensionTypes: ReadonlyMap<string, MediaType> = new Map([
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['png', 'image/png'],
  ['webp', 'image/webp'],
  ['heic', 'image/heic'],
  ['heif', 'image/heic'],
  ['pdf', 'application/pdf'],
])

/** Other names under which browsers, phones and sniffers know the same types. */
const sameTypes: ReadonlyMap<string, MediaType> = new Map([
  ['image/jpg', 'image/jpeg'],
  ['image/pjpeg', 'image/jpeg'],
  ['image/heif', 'image/heic'],
  ['application/x-pdf', 'application/pdf'],
])

export type MediaTypeRefusal = 'media-type-not-accepted' | 'file-name-extension-mismatch'

/** The accepted type that `text` names (parameters and case ignored), or null. */
export function mediaTypeOf(text: string): MediaType | null {
  const essence = text.split(';')[0]!.trim().toLowerCase()
  return mediaTypes.find((type) => type === essence) ?? sameTypes.get(essence) ?? null
}

/**
 * The type under which a file is handed in, by what the sender said and by its name, which must agree. Senders that know
 * no type for a HEIC say nothing or `application/octet-stream`; then the name decides.
 * Refusals: media-type-not-accepted, file-name-extension-mismatch.
 */
export function declaredMediaType(name: string, declaredType: string): Parsed<MediaType, MediaTypeRefusal> {
  const essence = declaredType.split(';')[0]!.trim().toLowerCase()
  const extension = /\.([^.]*)$/u.exec(name)?.[1]?.toLowerCase() ?? ''
  const byName = extensionTypes.get(extension)
  const unsaid = essence === '' || essence === 'application/octet-stream'
  const declared = unsaid ? byName : mediaTypeOf(essence)
  if (!declared) return notAccepted()
  if (declared !== byName) {
    return refuse('file-name-extension-mismatch', { declared }, { field: 'name' })
  }
  return parsed(declared)
}

function notAccepted(): Refused<'media-type-not-accepted'> {
  return refuse('media-type-not-accepted', { accepted: mediaTypes.join(', ') }, { field: 'type' })
}
