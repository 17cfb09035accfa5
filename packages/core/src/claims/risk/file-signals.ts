import type { CaseFacts, CasePaper, PdfTraces, PictureTraces } from './case-facts.ts'
import type { RiskSignal } from './signal.ts'

/** The same bytes in a case of somebody else. */
export function sameFileSignal({ links }: CaseFacts): RiskSignal | null {
  if (links.sameFile.length === 0) return null
  const files = distinct(links.sameFile.map(({ evidenceId }) => evidenceId))
  const cases = distinct(links.sameFile.map(({ otherCase }) => otherCase))
  return { code: 'same-file', strength: 100, facts: { files, cases } }
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
    strength: likenessPercent >= surePicturePercent ? 100 : 70,
    facts: {
      likenessPercent,
      files: distinct(near.map(({ evidenceId }) => evidenceId)),
      cases: distinct(near.map(({ otherCase }) => otherCase)),
    },
  }
}

/** Programs that are made to change pictures. A phone's own camera and its system are none of them. */
const pictureEditors =
  /photoshop|lightroom|\bgimp\b|snapseed|picsart|pixlr|affinity photo|paint\.net|meitu|美图|醒图|facetune|coreldraw|canva/i
/** Programs that are made to change pages; printers, scanners and hospital systems are none of them. */
const pdfEditors =
  /ilovepdf|pdfescape|sejda|smallpdf|pdfelement|pdf-?xchange|phantom|nitro|inkscape|illustrator|photoshop|迅捷|福昕.*编辑/i

/** Days between taking and last change up to which nothing is said: phones write a file again when it is turned or sent. */
export const changedAfterDays = 1

/** A picture that names a program for changing pictures, or was changed days after it was taken. */
export function editedPictureSignal({ papers }: CaseFacts): RiskSignal | null {
  return strongestOf('edited-picture', papers, ({ pictureTraces }) => pictureTraces && pictureFindings(pictureTraces))
}

/** A PDF that was saved into after it was made, by a program for changing pages, or in whose lines fonts change. */
export function editedPdfSignal({ papers }: CaseFacts): RiskSignal | null {
  return strongestOf('edited-pdf', papers, ({ pdfTraces }) => pdfTraces && pdfFindings(pdfTraces))
}

type Findings = readonly (readonly [finding: string, strength: number])[]

function pictureFindings({ changedAt, historySoftware, software, takenAt }: PictureTraces): Findings {
  const editor = [software, ...historySoftware].find((name) => name !== null && pictureEditors.test(name))
  const days = daysBetween(takenAt, changedAt)
  return [
    ...(editor ? [[`program: ${editor}`, 80] as const] : []),
    ...(days > changedAfterDays ? [[`changed-days-later: ${days}`, 50] as const] : []),
  ]
}

function pdfFindings(traces: PdfTraces): Findings {
  const { changedAt, createdAt, creator, mixedFontLines, producer, saves, signatures } = traces
  const editor = [producer, creator].find((name) => name !== null && pdfEditors.test(name))
  const later = saves - 1 - signatures
  const days = daysBetween(createdAt, changedAt)
  return [
    ...(mixedFontLines > 0 ? [[`mixed-font-lines: ${mixedFontLines}`, 70] as const] : []),
    ...(later > 0 ? [[`saved-again: ${later}`, 50] as const] : []),
    ...(editor ? [[`program: ${editor}`, 40] as const] : []),
    ...(days > changedAfterDays ? [[`changed-days-later: ${days}`, 40] as const] : []),
  ]
}

/** Findings in one file add up; of several files the one that shows most counts. */
function strongestOf(
  code: RiskSignal['code'],
  papers: readonly CasePaper[],
  findingsOf: (paper: CasePaper) => Findings | null,
): RiskSignal | null {
  let strongest: RiskSignal | null = null
  for (const paper of papers) {
    const findings = findingsOf(paper) ?? []
    const strength = Math.min(
      100,
      findings.reduce((sum, [, each]) => sum + each, 0),
    )
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
