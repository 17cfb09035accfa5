import sharp, { type Sharp } from 'sharp'
import type { TrialCase } from './trial-case.ts'

/** Where the date of diagnosis begins in a photo of a certificate, on its line. */
export interface DatePlace {
  readonly left: number
  readonly top: number
  /** By which the form is tilted. */
  readonly degrees: number
  /** Pixels of the photo for one of the form. */
  readonly scale: number
}

export interface Photo {
  readonly bytes: Uint8Array
  readonly date: DatePlace
}

/** The date of diagnosis in paper's colour and written anew, as the case's other papers say it; not saved yet. */
export async function repaintDate({ bytes, date }: Photo, one: TrialCase): Promise<Sharp> {
  const paper = await colourAbove({ bytes, date })
  return paintAt({ bytes, date }, [
    `<rect x="-2" y="-14" width="88" height="19" fill="${paper}"/>`,
    `<text font-size="14" font-family="DejaVu Sans" fill="#222">${one.paperDiagnosedOn}</text>`,
  ])
}

const notes = {
  'blacked-out': '<rect x="-122" y="-68" width="130" height="18" fill="#000"/>',
  arrow: '<path d="M150 30 L96 2 m12 -2 l-12 2 l7 11" fill="none" stroke="#d22" stroke-width="3"/>',
  circle: '<ellipse cx="40" cy="-5" rx="52" ry="17" fill="none" stroke="#d22" stroke-width="3"/>',
} as const
export type NoteKind = keyof typeof notes
export const noteKinds = Object.keys(notes) as readonly NoteKind[]

/** What honest people draw on a photo before they send it; not saved yet. */
export function drawNote(photo: Photo, kind: NoteKind): Promise<Sharp> {
  return paintAt(photo, [notes[kind]])
}

async function paintAt({ bytes, date }: Photo, shapes: readonly string[]): Promise<Sharp> {
  const { height, width } = await sharp(bytes).metadata()
  const { degrees, left, scale, top } = date
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><g transform="translate(${left} ${top}) scale(${scale}) rotate(${degrees})">${shapes.join('')}</g></svg>`
  return sharp(bytes).composite([{ input: Buffer.from(drawing) }])
}

/** The colour between the lines, as somebody picks it with the pipette. */
async function colourAbove({ bytes, date }: Photo): Promise<string> {
  const at = { left: Math.floor(date.left), top: Math.floor(date.top - 16 * date.scale), width: 1, height: 1 }
  const [red, green, blue] = await sharp(bytes).extract(at).raw().toBuffer()
  return `rgb(${red},${green},${blue})`
}
