import { createHash } from 'node:crypto'
import {
  type AskedPage,
  type Recordable,
  type RedactedPageRecord,
  type RedactionRecord,
  type Refused,
  refuse,
} from '@tongzhou/core'
import { type Actor, commit, type Effects, type Outcome, type Unit } from '../commit/commit.ts'
import { newId, type Platform, type Reader } from '../commit/platform.ts'
import { type RedactedPage, redactFile } from './redact-file.ts'
import { insertRedaction } from './redaction-store.ts'
import { openFile } from './sealed-evidence.ts'
import type { SealedFileStore } from './sealed-file-store.ts'
import { sealPage, sealPages } from './sealed-redaction.ts'
import { caseAndCommitmentOf, findEvidence, lockEvidence, type StoredEvidence } from './store.ts'

export interface RedactEvidence {
  readonly key: string
  readonly actor: Actor
  readonly evidenceId: string
  /** Pages that are not named are not shown; one without boxes is shown whole. */
  readonly pages: readonly AskedPage[]
}

export interface RedactionAnswer {
  readonly redactionId: string
  /** Numbers of the pages that can be seen now, in the order asked. */
  readonly pages: readonly number[]
}

/** Whether this person may see this claim's papers; its key where they may. Asked again when the redaction is written. */
export type AuthoriseRedaction = (
  reader: Reader,
  evidence: StoredEvidence,
) => Promise<Refused | { readonly subjectKey: Uint8Array }>

/**
 * Makes the pages of a paper that jurors may see: draws the reviewer's copy, burns the boxes in, seals the pictures into the
 * store and puts a commitment to them on the log, beside the one to the original, which stays sealed. Wrong boxes are
 * corrected by another redaction.
 *
 * Refusals, in this order: evidence-not-found, those of `authorise`, evidence-erased, those of `redactFile`. Throws
 * `FileMissing` and `SealBroken` where the store lost or changed the copy.
 */
export async function redactEvidence(
  platform: Platform,
  store: SealedFileStore,
  command: RedactEvidence,
  authorise: AuthoriseRedaction,
): Promise<Outcome<RedactionAnswer>> {
  const opened = await openForRedaction(platform.database, command.evidenceId, authorise, findEvidence)
  if ('accepted' in opened) return opened
  const { evidence, subjectKey } = opened
  const sealed = await store.get(evidence.sealed!.copyRef)
  const bytes = openFile(platform.vault, subjectKey, evidence.evidenceId, 'copy', sealed)
  const { copyMediaType: mediaType, pages } = evidence
  const redacted = await redactFile({ bytes, mediaType, pages }, command.pages)
  if (!redacted.accepted) return redacted
  const redaction = recordOf(platform, command, redacted.value)
  const refs = new Map(redacted.value.map(({ page }) => [page, newId(platform.dice)]))
  await putAll(platform, store, subjectKey, redaction.redactionId, redacted.value, refs)
  const outcome = await commitRedaction(platform, command, authorise, redaction, refs)
  if (!outcome.accepted || outcome.event.repeated) await removeAll(store, refs)
  return outcome
}

async function openForRedaction(
  reader: Reader,
  evidenceId: string,
  authorise: AuthoriseRedaction,
  find: typeof findEvidence,
): Promise<Refused | { readonly evidence: StoredEvidence; readonly subjectKey: Uint8Array }> {
  const evidence = await find(reader, evidenceId)
  if (!evidence) return refuse('evidence-not-found')
  const allowed = await authorise(reader, evidence)
  if ('accepted' in allowed) return allowed
  return evidence.sealed === null ? refuse('evidence-erased') : { evidence, subjectKey: allowed.subjectKey }
}

function recordOf(
  platform: Platform,
  { actor, evidenceId }: RedactEvidence,
  pages: readonly RedactedPage[],
): RedactionRecord {
  if (actor.personId === null) throw new Error('only a person redacts evidence')
  return {
    redactionId: newId(platform.dice),
    evidenceId,
    redactedByPersonId: actor.personId,
    pages: pages.map(
      ({ bytes, ...page }): RedactedPageRecord => ({
        ...page,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      }),
    ),
  }
}

async function putAll(
  { vault }: Platform,
  store: SealedFileStore,
  subjectKey: Uint8Array,
  redactionId: string,
  pages: readonly RedactedPage[],
  refs: ReadonlyMap<number, string>,
): Promise<void> {
  try {
    for (const { page, bytes } of pages) {
      await store.put(refs.get(page)!, sealPage(vault, subjectKey, redactionId, page, bytes))
    }
  } catch (fault) {
    await removeAll(store, refs)
    throw fault
  }
}

async function removeAll(store: SealedFileStore, refs: ReadonlyMap<number, string>): Promise<void> {
  for (const ref of refs.values()) await store.delete(ref)
}

function commitRedaction(
  platform: Platform,
  { key, actor, evidenceId, pages }: RedactEvidence,
  authorise: AuthoriseRedaction,
  redaction: RedactionRecord,
  refs: ReadonlyMap<number, string>,
): Promise<Outcome<RedactionAnswer>> {
  const asked = redaction.pages.map(({ page, boxes }) => ({ page, boxes: boxes.map((box) => ({ ...box })) }))
  const command = { key, kind: 'redact-evidence', actor, content: { evidenceId, pages: asked } }
  return commit<RedactionAnswer>(platform, command, async (unit) => {
    // Locked, or papers that are erased at this moment would leave pages behind.
    const opened = await openForRedaction(unit.reader, evidenceId, authorise, lockEvidence)
    if ('accepted' in opened) return opened
    return effectsOf(platform, unit, opened, redaction, refs, pages)
  })
}

async function effectsOf(
  { vault }: Platform,
  unit: Unit,
  { evidence, subjectKey }: { readonly evidence: StoredEvidence; readonly subjectKey: Uint8Array },
  redaction: RedactionRecord,
  refs: ReadonlyMap<number, string>,
  asked: readonly AskedPage[],
): Promise<Effects<RedactionAnswer>> {
  const { redactionId } = redaction
  const { subject, plan, sha256Commitment } = await caseAndCommitmentOf(unit.reader, evidence)
  const eventId = unit.newId()
  const boxes = asked.reduce((sum, page) => sum + page.boxes.length, 0)
  return {
    answer: { redactionId, pages: redaction.pages.map(({ page }) => page) },
    rows: insertRedaction(
      { ...redaction, pagesSealed: sealPages(vault, subjectKey, redaction), refs },
      { eventId, now: unit.now },
    ),
    events: [
      {
        id: eventId,
        kind: 'evidence-redacted',
        subject,
        plan,
        facts: { original: sha256Commitment, pages: redaction.pages.length, boxes },
        sealed: { redaction: redaction as unknown as Recordable },
      },
    ],
  }
}
