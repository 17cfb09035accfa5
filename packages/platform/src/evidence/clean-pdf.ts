import { inflateSync } from 'node:zlib'
import {
  PDFArray,
  type PDFContext,
  PDFDict,
  PDFDocument,
  PDFInvalidObject,
  PDFName,
  PDFNull,
  type PDFObject,
  PDFRawStream,
  PDFStream,
} from '@cantoo/pdf-lib'
import { stripJpeg } from './strip-jpeg.ts'

/**
 * The reviewer's copy of a PDF: the pages as they are shown, in a new document. Gone are the document's information and
 * XMP, scripts, actions, links, attached files, forms' data, media, thumbnails, and EXIF in the photos on the pages.
 * What stays: the pages' text and pictures themselves, names of fonts, metadata inside JPEG 2000 pictures.
 */
export async function cleanPdf(bytes: Uint8Array): Promise<Uint8Array> {
  const original = await PDFDocument.load(bytes, { updateMetadata: false })
  for (const [reference, object] of original.context.enumerateIndirectObjects()) {
    const cleaned = cleanObject(object)
    if (cleaned !== object) original.context.assign(reference, cleaned)
  }
  for (const page of original.getPages()) keepShownAnnotations(original.context, page.node)
  const copy = await PDFDocument.create({ updateMetadata: false })
  // Only what the pages still refer to comes along.
  for (const page of await copy.copyPages(original, original.getPageIndices())) copy.addPage(page)
  return copy.save({ addDefaultPage: false, updateFieldAppearances: false })
}

/** Entries of any dictionary that tell where the document comes from, run something, or carry another file. */
const droppedEntries = [
  'Metadata',
  'PieceInfo',
  'LastModified',
  'Thumb',
  'AA',
  'OpenAction',
  'JS',
  'JavaScript',
  'AF',
  'EF',
  'RichMediaContent',
  'Movie',
  'Sound',
  'Rendition',
].map((name) => PDFName.of(name))

/** Annotations that draw something and do nothing: stamps and filled fields show seals and values. */
const shownAnnotations = new Set(
  [
    'Widget',
    'Stamp',
    'FreeText',
    'Highlight',
    'Underline',
    'StrikeOut',
    'Squiggly',
    'Square',
    'Circle',
    'Line',
    'Ink',
    'Polygon',
    'PolyLine',
    'Caret',
  ].map((name) => PDFName.of(name)),
)

/** Entries of an annotation: its actions and targets, who wrote it and when, and the ways to other objects. */
const droppedFromAnnotations = [
  'A',
  'PA',
  'Dest',
  'P',
  'Parent',
  'Popup',
  'IRT',
  'T',
  'M',
  'NM',
  'CreationDate',
  'Subj',
  'V',
  'DV',
].map((name) => PDFName.of(name))

function cleanObject(object: PDFObject): PDFObject {
  // Bytes that could not be read would be carried over as they are.
  if (object instanceof PDFInvalidObject) return PDFNull
  if (object instanceof PDFArray) {
    for (const item of object.asArray()) cleanObject(item)
  } else if (object instanceof PDFDict) {
    for (const entry of droppedEntries) object.delete(entry)
    for (const value of object.values()) cleanObject(value)
  } else if (object instanceof PDFStream) {
    cleanObject(object.dict)
    if (object instanceof PDFRawStream) return cleanPhoto(object)
  }
  return object
}

function keepShownAnnotations(context: PDFContext, page: PDFDict): void {
  const annotations = page.lookup(PDFName.of('Annots'))
  if (!(annotations instanceof PDFArray)) {
    page.delete(PDFName.of('Annots'))
    return
  }
  const kept = context.obj([])
  for (const item of annotations.asArray()) {
    const annotation = context.lookup(item)
    if (!(annotation instanceof PDFDict)) continue
    const subtype = annotation.lookup(PDFName.of('Subtype'))
    if (!(subtype instanceof PDFName) || !shownAnnotations.has(subtype)) continue
    for (const entry of droppedFromAnnotations) annotation.delete(entry)
    kept.push(item)
  }
  page.set(PDFName.of('Annots'), kept)
}

const filterEntry = PDFName.of('Filter')
const jpegFilter = PDFName.of('DCTDecode')
const flateFilter = PDFName.of('FlateDecode')

/** A photo on a page keeps its EXIF inside the stream, place included: it is taken out without touching the picture. */
function cleanPhoto(stream: PDFRawStream): PDFRawStream {
  const filter = stream.dict.lookup(filterEntry)
  const filters = filter instanceof PDFArray ? filter.asArray() : [filter]
  const wrapped = filters.length === 2 && filters[0] === flateFilter
  if (filters.at(-1) !== jpegFilter || (filters.length > 1 && !wrapped)) return stream
  const contents = stream.getContents()
  const jpeg = wrapped ? inflateSync(contents) : Buffer.from(contents)
  const stripped = stripJpeg(jpeg)
  if (!stripped) throw new Error('a photo on a page is not whole')
  stream.dict.set(filterEntry, jpegFilter)
  stream.dict.delete(PDFName.of('DecodeParms'))
  return PDFRawStream.of(stream.dict, stripped)
}
