import type { CaseFacts, CaseLink, CasePaper, PaintedArea, PdfTraces, PictureTraces } from './case-facts.ts'
import type { RiskSignal } from './signal.ts'

/** In percent of the strength: of two cases with one paper the earlier may be the one that was copied from, and is looked at for that. */
export const copiedFromPercent = 5

/** What a paper's likeness says of this case: all of it where the other paper was there first, little where this one was. */
export function strengthByOrder(strength: number, links: readonly CaseLink[]): number {
  const copied = links.some(({ otherFirst }) => otherFirst)
  return copied ? strength : Math.floor((strength * copiedFromPercent) / 100)
}

/** The same bytes in a case of somebody else. */
export function sameFileSignal({ links }: CaseFacts): RiskSignal | null {
  if (links.sameFile.length === 0) return null
  const files = distinct(links.sameFile.map(({ evidenceId }) => evidenceId))
  const cases = distinct(links.sameFile.map(({ otherCase }) => otherCase))
  return { code: 'same-file', strength: strengthByOrder(100, links.sameFile), facts: { files, cases } }
}

/** Likeness in percent from which two pictures are taken for the same one, and from which there is hardly a doubt. */
export const nearPicturePercent = 90
const surePicturePercent = 97

/** A picture that was in another person's case already: saved again, made smaller, or with a name painted over. */
export function nearSamePictureSignal({ links }: CaseFacts): RiskSignal | null {
  const near = links.nearPicture.filter(({ likenessPercent }) => likenessPercent >= nearPicturePercent)
  if (near.length === 0) return null
  const likenessPercent = Math.max(...near.map((one) => one.likenessPercent))
  return {
    code: 'near-same-picture',
    strength: strengthByOrder(likenessPercent >= surePicturePercent ? 100 : 90, near),
    facts: {
      likenessPercent,
      files: distinct(near.map(({ evidenceId }) => evidenceId)),
      cases: distinct(near.map(({ otherCase }) => otherCase)),
    },
  }
}

/** Programs that are made to change what a picture shows. A phone's own camera and its system are none of them. */
const pictureEditors = /photoshop|lightroom|\bgimp\b|pixlr|affinity photo|paint\.net|coreldraw|canva/i
/** Apps that make photos brighter and faces smoother: many people's phones run each photo through one. */
const photoApps = /snapseed|picsart|meitu|美图|醒图|facetune/i
/** Programs that are made to change what a page says; printers, scanners and hospital systems are none of them. */
const pdfEditors = /pdfescape|pdfelement|pdf-?xchange|phantom|nitro|inkscape|illustrator|photoshop|迅捷|福昕.*编辑/i
/** Services that join and shrink files: what people use who are asked for one file. */
const pdfServices = /ilovepdf|sejda|smallpdf/i

/** Days between taking and last change up to which nothing is said: phones write a file again when it is turned or sent. */
export const changedAfterDays = 1

/** What a painted area says. Honest people black out a number or draw an arrow, and save the picture again. */
const paintedStrength = 60

/** A picture that names a program for changing pictures, was changed days after it was taken, or in which a place was painted over. */
export function editedPictureSignal({ papers }: CaseFacts): RiskSignal | null {
  return strongestOf('edited-picture', papers, ({ pictureTraces }) => pictureTraces && pictureFindings(pictureTraces))
}

/** A PDF that was saved into after it was made, by a program for changing pages, or in whose lines fonts change. */
export function editedPdfSignal({ papers }: CaseFacts): RiskSignal | null {
  return strongestOf('edited-pdf', papers, ({ pdfTraces }) => pdfTraces && pdfFindings(pdfTraces))
}

type Findings = readonly (readonly [finding: string, strength: number])[]

function pictureFindings({ changedAt, historySoftware, paintedAreas, software, takenAt }: PictureTraces): Findings {
  const programs = [software, ...historySoftware]
  const days = daysBetween(takenAt, changedAt)
  return [
    ...programFinding(programs, pictureEditors, 100, photoApps, 1),
    ...(paintedAreas?.length ? [[`painted-over: ${placesOf(paintedAreas)}`, paintedStrength] as const] : []),
    ...(days > changedAfterDays ? [[`changed-days-later: ${days}`, 19] as const] : []),
  ]
}

/** Where to look, in percent of the picture from its left and from its top. */
function placesOf(areas: readonly PaintedArea[]): string {
  const stretch = (from: number, length: number) => `${Math.floor(from / 10)}-${Math.ceil((from + length) / 10)} %`
  return areas.map(({ height, left, top, width }) => `x ${stretch(left, width)} y ${stretch(top, height)}`).join('; ')
}

function pdfFindings(traces: PdfTraces): Findings {
  const { changedAt, createdAt, creator, mixedFontLines, producer, saves, signatures } = traces
  const later = saves - 1 - signatures
  const days = daysBetween(createdAt, changedAt)
  return [
    ...(mixedFontLines > 0 ? [[`mixed-font-lines: ${mixedFontLines}`, 38] as const] : []),
    ...(later > 0 ? [[`saved-again: ${later}`, 5] as const] : []),
    ...programFinding([producer, creator], pdfEditors, 10, pdfServices, 1),
    ...(days > changedAfterDays ? [[`changed-days-later: ${days}`, 20] as const] : []),
  ]
}

/** Whether a file was joined, shrunk or saved into, and shows no edit: what attests the first file does not attest this one. */
export function pdfWasSavedAgain(traces: PdfTraces): boolean {
  const edited =
    traces.mixedFontLines > 0 || [traces.producer, traces.creator].some((name) => pdfEditors.test(name ?? ''))
  return !edited && pdfFindings(traces).length > 0
}

/** The program that says most of those which a file names. */
function programFinding(
  names: readonly (string | null)[],
  editors: RegExp,
  strength: number,
  everyday: RegExp,
  appStrength: number,
): Findings {
  const named = (kind: RegExp) => names.find((name) => name !== null && kind.test(name))
  const editor = named(editors)
  if (editor) return [[`program: ${editor}`, strength]]
  const app = named(everyday)
  return app ? [[`program: ${app}`, appStrength]] : []
}

/** A finding up to this strength befalls many honest people's files. */
const everydayStrength = 4
/** What it adds, in percent, where findings that are not everyday agree: each alone has an innocent reason, two seldom have one. */
const agreeing = 75

/** Findings in one file add up; of several files the one that shows most counts. */
function strongestOf(
  code: RiskSignal['code'],
  papers: readonly CasePaper[],
  findingsOf: (paper: CasePaper) => Findings | null,
): RiskSignal | null {
  let strongest: RiskSignal | null = null
  for (const paper of papers) {
    const findings = findingsOf(paper) ?? []
    const agree = findings.filter(([, each]) => each > everydayStrength).length > 1
    const sum = findings.reduce((strength, [, each]) => strength + each, agree ? agreeing : 0)
    const strength = Math.min(100, sum)
    if (strength > (strongest?.strength ?? 0)) {
      strongest = { code, strength, facts: { evidenceId: paper.evidenceId, findings: findings.map(([text]) => text) } }
    }
  }
  return strongest
}

/** Whole days between two instants of a file's metadata, -1 where one of them is missing. */
function daysBetween(from: string | null, to: string | null): number {
  if (from === null || to === null) return -1
  const hours = Temporal.Instant.from(from).until(Temporal.Instant.from(to), { largestUnit: 'hours' }).hours
  return Math.floor(hours / 24)
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)]
}
