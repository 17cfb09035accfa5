import { PDFDocument, PDFRawStream } from '@cantoo/pdf-lib'
import sharp, { type Sharp } from 'sharp'
import type { Chance } from '../../../packages/platform/src/demo/chance.ts'
import { simplePdf } from '../../../packages/platform/src/demo/simple-pdf.ts'
import { saveIntoPdf } from '../../../packages/platform/test/save-into-pdf.ts'
import { type DatePlace, drawNote, type Photo, repaintDate } from './paint-photo.ts'
import type { TrialCase } from './trial-case.ts'

export interface Paper {
  readonly name: string
  readonly type: 'image/jpeg' | 'application/pdf'
  readonly bytes: Uint8Array
}

/** The papers of a case: a certificate as a photo; pathology report and discharge record as a PDF. The same for the same seed. */
export async function papersOf(seeds: Chance, one: TrialCase): Promise<readonly Paper[]> {
  const record = one.copiedRecord ?? one
  return [
    { name: '诊断证明书.jpg', type: 'image/jpeg', bytes: await certificate(seeds, one) },
    { name: '病历.pdf', type: 'application/pdf', bytes: await pdfOf(record) },
  ]
}

function heading(one: TrialCase, title: string): string[] {
  return [one.hospital.name, title, `编号: ${one.number}`, `姓名: 虚构${one.index}   出生: ${one.paperBornOn}`]
}

export function reportLines(one: TrialCase): string[] {
  return [
    ...heading(one, '病理检查报告单'),
    `送检日期: ${one.sampledOn}`,
    '病理诊断: 浸润性癌(演示)',
    `报告日期: ${one.reportedOn}`,
    `医师签名: ${one.doctor}`,
  ]
}

export function recordLines(one: TrialCase): string[] {
  return [
    ...heading(one, '出院记录'),
    `联系电话: ${one.phone}`,
    `主诉: 不适${one.complaintDays}天`,
    ...one.history.map((sentence) => `${sentence}。`),
    `既往史: ${one.past}。`,
    `入院日期: ${one.admittedOn}   出院日期: ${one.dischargedOn}`,
    `首次确诊日期: ${one.paperDiagnosedOn}`,
    `医师签名: ${one.doctor}`,
  ]
}

async function pdfOf(one: TrialCase): Promise<Uint8Array> {
  const { changedAfterDays, otherFont, producer, savedAgain } = one.pdf
  const pdf = await PDFDocument.load(simplePdf([reportLines(one), recordLines(one)]), { updateMetadata: false })
  const made = one.reportedOn.add({ days: 1 })
  pdf.setProducer(producer)
  pdf.setCreationDate(dateOf(made))
  if (changedAfterDays !== null) pdf.setModificationDate(dateOf(made.add({ days: changedAfterDays })))
  if (otherFont) exchangeDigits(pdf)
  const bytes = await pdf.save({ useObjectStreams: false })
  return savedAgain ? saveIntoPdf(bytes) : bytes
}

const dateOf = (day: Temporal.PlainDate) =>
  new Date(day.toZonedDateTime('Asia/Shanghai').add({ hours: 10 }).epochMilliseconds)

/** Writes the last two digits of the last date at the end of a line anew, in Helvetica: what an editor does that lacks the paper's font. */
function exchangeDigits(pdf: PDFDocument): void {
  const dateAtEnd = /(002d)(003\d)(003\d)> Tj T\*(?![\s\S]*002d003\d003\d> Tj T\*)/
  let exchanged = 0
  for (const [reference, object] of pdf.context.enumerateIndirectObjects()) {
    if (!(object instanceof PDFRawStream)) continue
    const content = Buffer.from(object.contents).toString('latin1')
    const digit = (code: string) => String.fromCharCode(Number.parseInt(code, 16))
    const changed = content.replace(dateAtEnd, (_, dash, tens, ones) => {
      exchanged += 1
      return `${dash}> Tj /F2 12 Tf (${digit(tens)}${digit(ones)}) Tj /F1 12 Tf T*`
    })
    if (changed !== content) pdf.context.assign(reference, pdf.context.stream(changed))
  }
  if (exchanged === 0) throw new Error('no date stands at the end of a line')
}

async function certificate(seeds: Chance, one: TrialCase): Promise<Uint8Array> {
  const { copied } = one.photo
  if (copied === null) return (await ownPhoto(seeds, one)).bytes
  const theirs = Buffer.from(await pictureToCopy(seeds, one, copied))
  const { height, width } = await sharp(theirs).metadata()
  switch (copied.how) {
    case 'same-bytes':
      return theirs
    case 'saved-again':
      return withTraces(sharp(theirs).resize({ width: 400 }).jpeg({ quality: 60 }), one).toBuffer()
    case 'painted-over': {
      const name = `<svg xmlns="http://www.w3.org/2000/svg" width="170" height="20"><rect width="170" height="20" fill="#f3f1ea"/><text x="2" y="15" font-size="14" font-family="DejaVu Sans" fill="#222">Made-up ${one.index}</text></svg>`
      const painted = sharp(theirs).composite([{ input: Buffer.from(name), left: 95, top: Math.floor(height * 0.235) }])
      return withTraces(painted.jpeg({ quality: 75 }), one).toBuffer()
    }
    case 'cut-and-turned': {
      // Each copy is made by another hand: a turn in tenths of a degree, each side's cut in thousandths.
      const chance = seeds.fork(`cut and turned ${one.index}`)
      const turn = (chance.between(5, 25) / 10) * chance.pick([-1, 1])
      const cut = (side: number) => Math.floor((side * chance.between(10, 50)) / 1_000)
      const [left, right, top, bottom] = [cut(width), cut(width), cut(height), cut(height)]
      const area = { left, top, width: width - left - right, height: height - top - bottom }
      const cutOut = await sharp(theirs).extract(area).toBuffer()
      return withTraces(sharp(cutOut).rotate(turn, { background: '#777' }).jpeg({ quality: 80 }), one).toBuffer()
    }
  }
}

/** The other's picture; whoever also edits pictures paints the date of it first. The same bytes are what nobody painted in. */
async function pictureToCopy(seeds: Chance, one: TrialCase, { how, of }: Copied): Promise<Uint8Array> {
  const theirs = await ownPhoto(seeds, of)
  const { repainted } = one.photo
  if (repainted === null || how === 'same-bytes') return theirs.bytes
  return (await repaintDate(theirs, one)).jpeg({ quality: repainted.quality }).toBuffer()
}

type Copied = NonNullable<TrialCase['photo']['copied']>

/** The photo of a case as it is handed in: taken, painted in by whoever did, and sent through a chat app. */
async function ownPhoto(seeds: Chance, one: TrialCase): Promise<Photo> {
  const { note, repainted, savedAgain } = one.photo
  let photo = await takePhoto(seeds.fork(`photo ${one.index}`), one)
  const save = async (picture: Sharp, quality: number, scale = 1) => {
    const bytes = await withTraces(picture.jpeg({ quality }), one).toBuffer()
    const { degrees, left, top } = photo.date
    photo = { bytes, date: { left: left * scale, top: top * scale, degrees, scale: photo.date.scale * scale } }
  }
  if (repainted) await save(await repaintDate(photo, one), repainted.quality)
  else if (note) await save(await drawNote(photo, note.kind), note.quality)
  if (savedAgain) {
    const { width } = await sharp(photo.bytes).metadata()
    const smaller = Math.floor((width * savedAgain.widthPercent) / 100)
    const picture = sharp(photo.bytes)
    await save(smaller < width ? picture.resize({ width: smaller }) : picture, savedAgain.quality, smaller / width)
  }
  return photo
}

/** A photo of a form of the hospital: tilted, cut, unevenly lit, on a table. */
async function takePhoto(chance: Chance, one: TrialCase): Promise<Photo> {
  const form = {
    left: 40 + ((one.hospital.index * 37) % 50),
    top: 60 + ((one.hospital.index * 53) % 60),
    lead: 26 + (one.hospital.index % 9),
  }
  const advice = Array.from({ length: 3 }, () =>
    Array.from(
      { length: chance.between(3, 6) },
      () => 'rest control therapy biopsy follow ward visit'.split(' ')[chance.below(7)],
    ).join(' '),
  )
  const lines = [
    `Made-up Hospital ${one.hospital.index + 1}`,
    'DIAGNOSIS CERTIFICATE',
    `No ${one.number}`,
    `Name: Made-up ${one.index}   Born: ${one.paperBornOn}`,
    `First diagnosed: ${one.paperDiagnosedOn.subtract({ days: one.photo.repainted?.daysEarlier ?? 0 })}`,
    ...advice,
    `Doctor: ${chance.pick(['Li', 'Wang', 'Chen', 'Zhao'])} (signed)`,
  ]
  const texts = lines.map(
    (line, at) =>
      `<text x="${form.left}" y="${form.top + at * form.lead}" font-size="${at < 2 ? 19 : 14}">${line}</text>`,
  )
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${formSize.width}" height="${formSize.height}"><rect width="100%" height="100%" fill="hsl(${30 + (one.hospital.index % 30)},12%,96%)"/>
    <g font-family="DejaVu Sans" fill="#222">${texts.join('')}<circle cx="${chance.between(260, 350)}" cy="${form.top + lines.length * form.lead + chance.between(0, 40)}" r="42" fill="none" stroke="#c22" stroke-width="4"/></g></svg>`
  const table = `rgb(${chance.between(60, 160)},${chance.between(50, 130)},${chance.between(40, 110)})`
  const degrees = chance.between(-30, 30) / 10
  const tilted = await sharp(Buffer.from(drawing))
    .rotate(degrees, { background: table })
    .png()
    .toBuffer({ resolveWithObject: true })
  const cut = { left: chance.below(20), top: chance.below(26) }
  const [width, height] = [
    tilted.info.width - cut.left - chance.below(20),
    tilted.info.height - cut.top - chance.below(26),
  ]
  const light = () => chance.between(185, 255)
  const [from, to] = [light(), light()]
  const shade = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><linearGradient id="g" gradientTransform="rotate(${chance.below(360)} .5 .5)"><stop offset="0" stop-color="rgb(${from},${from},${from})"/><stop offset="1" stop-color="rgb(${to},${to},${to})"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#g)"/></svg>`
  const photo = sharp(tilted.data)
    .extract({ ...cut, width, height })
    .composite([{ input: Buffer.from(shade), blend: 'multiply' }])
  const bytes = await withTraces(photo.flatten().jpeg({ quality: one.photo.quality }), one).toBuffer()
  return { bytes, date: dateIn(form, degrees, { ...tilted.info, cut }) }
}

const formSize = { width: 430, height: 600 }
/** Pixels of "First diagnosed: " in the form's type. */
const beforeDate = 113
const dateLine = 4

/** Where the date of diagnosis is once the form is turned around its middle, on a larger sheet, and cut. */
function dateIn(
  form: { readonly left: number; readonly top: number; readonly lead: number },
  degrees: number,
  sheet: {
    readonly width: number
    readonly height: number
    readonly cut: { readonly left: number; readonly top: number }
  },
): DatePlace {
  const [across, down] = [
    form.left + beforeDate - formSize.width / 2,
    form.top + dateLine * form.lead - formSize.height / 2,
  ]
  const [cosine, sine] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  return {
    left: sheet.width / 2 + across * cosine - down * sine - sheet.cut.left,
    top: sheet.height / 2 + across * sine + down * cosine - sheet.cut.top,
    degrees,
    scale: 1,
  }
}

function withTraces(photo: Sharp, one: TrialCase): Sharp {
  const { changedAfterDays, history, software, stripped } = one.photo
  if (stripped) return photo
  const taken = one.reportedOn.add({ days: 2 })
  const text = (day: Temporal.PlainDate) => `${day.toString().replaceAll('-', ':')} 12:00:00`
  const changed = taken.add({ days: changedAfterDays ?? 0 })
  const exif = {
    IFD0: { ...(software && { Software: software }), DateTime: text(changed) },
    IFD2: { DateTimeOriginal: text(taken) },
  }
  const written = photo.withExif(exif)
  return history === null
    ? written
    : written.withXmp(
        `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="${history}"/></rdf:RDF></x:xmpmeta>`,
      )
}
