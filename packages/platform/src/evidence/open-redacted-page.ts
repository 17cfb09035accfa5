import { type Refused, refuse } from '@tongzhou/core'
import { type Actor, commit, type Outcome, type Unit } from '../commit/commit.ts'
import { newId, type Platform } from '../commit/platform.ts'
import { redactedMediaType } from './redact-file.ts'
import { findRedaction, refsOfRedaction, type StoredRedaction } from './redaction-store.ts'
import type { SealedFileStore } from './sealed-file-store.ts'
import { openPage } from './sealed-redaction.ts'
import { insertView } from './store.ts'
import type { Authorised, ShownFile } from './view-evidence.ts'

export interface OpenRedactedPage {
  readonly actor: Actor
  readonly redactionId: string
  /** Counted from 1, as in the paper. */
  readonly page: number
}

/**
 * Opens one page of a redacted paper and records the look first, as `viewEvidence` does for the paper itself. `authorise` says
 * whether this person may see this redaction (a juror of the case, an officer, the claimant's side), and returns the claim's
 * key where they may. The file's name tells nothing: `<first digits of the evidence>-<page>.jpg`.
 *
 * Refusals, in this order: redaction-not-found, those of `authorise`, evidence-erased, redaction-page-unknown. Throws
 * `FileMissing` and `SealBroken` where the store lost or changed the picture.
 */
export async function openRedactedPage(
  platform: Platform,
  store: SealedFileStore,
  { actor, redactionId, page }: OpenRedactedPage,
  authorise: (unit: Unit, redaction: StoredRedaction) => Promise<Refused | Authorised>,
): Promise<{ readonly accepted: true; readonly file: ShownFile } | Refused> {
  const opened: { allowed?: { readonly subjectKey: Uint8Array; readonly ref: string; readonly name: string } } = {}
  const outcome: Outcome<{ readonly redactionId: string }> = await commit(
    platform,
    // A look has no key of its own: looking twice is two looks.
    { key: newId(platform.dice), kind: 'view-redacted-page', actor, content: { redactionId, page } },
    async (unit) => {
      if (actor.personId === null) throw new Error('only a person looks at evidence')
      const redaction = await findRedaction(unit.reader, redactionId)
      if (!redaction) return refuse('redaction-not-found')
      const answer = await authorise(unit, redaction)
      if ('accepted' in answer) return answer
      if (redaction.pagesSealed === null) return refuse('evidence-erased')
      const ref = (await refsOfRedaction(unit.reader, redactionId)).get(page)
      if (ref === undefined) return refuse('redaction-page-unknown', { page: String(page) }, { field: 'page' })
      const { evidenceId } = redaction
      opened.allowed = { subjectKey: answer.subjectKey, ref, name: `${evidenceId.slice(0, 8)}-${page}.jpg` }
      const viewer = { viewerPersonId: actor.personId, viewerRole: actor.role, recordedAt: unit.now }
      const view = { ...viewer, shown: 'redacted', redactedPage: { redactionId, page } } as const
      return { answer: { redactionId }, rows: [insertView(evidenceId, view)], events: [], about: answer.about ?? [] }
    },
  )
  if (!outcome.accepted) return outcome
  const { subjectKey, ref, name } = opened.allowed!
  const bytes = openPage(platform.vault, subjectKey, redactionId, page, await store.get(ref))
  return { accepted: true, file: { name, mediaType: redactedMediaType, bytes } }
}
