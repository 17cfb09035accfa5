import { type Refused, refuse } from '@tongzhou/core'
import type { Actor } from '../../commit/commit.ts'
import type { Platform } from '../../commit/platform.ts'
import { drawCopyPage, evidenceOf, readCopyText, type SealedFileStore, viewEvidence } from '../../evidence/index.ts'
import { openCaseAsOfficer } from '../open-case.ts'
import { caseSubject } from '../take-step.ts'

export interface LookAtPaper {
  readonly actor: Actor
  readonly caseReference: string
  readonly evidenceId: string
}

type Looked<Value> = { readonly accepted: true; readonly value: Value } | Refused

/**
 * A page of a paper, a JPEG; the look is recorded first. Refusals: evidence-not-found, those of `openCaseAsOfficer`, evidence-erased, those
 * of drawing.
 */
export async function lookAtPage(
  platform: Platform,
  store: SealedFileStore,
  look: LookAtPaper & { readonly page: number },
): Promise<Looked<Uint8Array>> {
  const copy = await openCopy(platform, store, look)
  return 'accepted' in copy ? copy : drawCopyPage(copy, look.page)
}

/** The text of a paper, page by page, none of a picture; the look is recorded first. Refusals: as `lookAtPage`. */
export async function lookAtText(
  platform: Platform,
  store: SealedFileStore,
  look: LookAtPaper,
): Promise<Looked<readonly string[]>> {
  const copy = await openCopy(platform, store, look)
  if ('accepted' in copy) return copy
  if (copy.mediaType !== 'application/pdf') return { accepted: true, value: [] }
  return readCopyText(copy.bytes)
}

async function openCopy(platform: Platform, store: SealedFileStore, { actor, caseReference, evidenceId }: LookAtPaper) {
  const found: { pages: number } = { pages: 0 }
  const viewed = await viewEvidence(platform, store, { actor, evidenceId, shown: 'copy' }, async (unit, evidence) => {
    const opened = await openCaseAsOfficer(platform, unit.reader, actor, caseReference)
    if ('accepted' in opened) return opened
    const { claimId, subjectKey } = opened.stored
    const own = (await evidenceOf(unit.reader, claimId)).some((one) => one.evidenceId === evidence.evidenceId)
    if (!own) return refuse('evidence-not-found')
    found.pages = evidence.pages
    return { subjectKey, about: [caseSubject(caseReference)] }
  })
  if (!viewed.accepted) return viewed
  const { bytes, mediaType } = viewed.file
  return { bytes, mediaType: mediaType as 'image/jpeg' | 'image/png' | 'application/pdf', pages: found.pages }
}
