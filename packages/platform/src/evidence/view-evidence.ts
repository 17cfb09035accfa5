import { type Refused, refuse } from '@tongzhou/core'
import { type Actor, commit, type Outcome, type Unit } from '../commit/commit.ts'
import { newId, type Platform } from '../commit/platform.ts'
import { evidenceName, openFile } from './sealed-evidence.ts'
import type { SealedFileStore } from './sealed-file-store.ts'
import { findEvidence, insertView, type StoredEvidence } from './store.ts'

export interface ViewEvidence {
  readonly actor: Actor
  readonly evidenceId: string
  /** A reviewer is shown the copy. The original is for the claimant and for a check of forgery, by whom the caller says. */
  readonly shown: 'copy' | 'original'
}

export interface Authorised {
  readonly subjectKey: Uint8Array
  readonly about?: readonly string[]
}

export interface ShownFile {
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
}

/**
 * Opens a file of a claim and records the look first: nobody sees a file without leaving a row. `authorise` says whether
 * this person may see this claim's files, and returns the claim's key where they may, and what the audit trail finds the look by.
 *
 * Refusals, in this order: evidence-not-found, those of `authorise`, evidence-erased. Throws `FileMissing` and
 * `SealBroken` where the store lost or changed the file.
 */
export async function viewEvidence(
  platform: Platform,
  store: SealedFileStore,
  { actor, evidenceId, shown }: ViewEvidence,
  authorise: (unit: Unit, evidence: StoredEvidence) => Promise<Refused | Authorised>,
): Promise<{ readonly accepted: true; readonly file: ShownFile } | Refused> {
  const opened: { allowed?: Allowed } = {}
  const outcome: Outcome<{ readonly evidenceId: string }> = await commit(
    platform,
    // A look has no key of its own: looking twice is two looks.
    { key: newId(platform.dice), kind: 'view-evidence', actor, content: { evidenceId, shown } },
    async (unit) => {
      if (actor.personId === null) throw new Error('only a person looks at evidence')
      const evidence = await findEvidence(unit.reader, evidenceId)
      if (!evidence) return refuse('evidence-not-found')
      const answer = await authorise(unit, evidence)
      if ('accepted' in answer) return answer
      if (evidence.sealed === null) return refuse('evidence-erased')
      opened.allowed = { evidence, subjectKey: answer.subjectKey }
      const viewer = { viewerPersonId: actor.personId, viewerRole: actor.role, recordedAt: unit.now }
      return {
        answer: { evidenceId },
        rows: [insertView(evidenceId, { ...viewer, shown, redactedPage: null })],
        events: [],
        about: answer.about ?? [],
      }
    },
  )
  if (!outcome.accepted) return outcome
  return { accepted: true, file: await openShown(platform, store, opened.allowed!, shown) }
}

interface Allowed {
  readonly evidence: StoredEvidence
  readonly subjectKey: Uint8Array
}

async function openShown(
  { vault }: Platform,
  store: SealedFileStore,
  { evidence, subjectKey }: Allowed,
  shown: ViewEvidence['shown'],
): Promise<ShownFile> {
  const sealed = evidence.sealed!
  const bytes = await store.get(shown === 'copy' ? sealed.copyRef : sealed.originalRef)
  const mediaType = shown === 'copy' ? evidence.copyMediaType : evidence.mediaType
  const name = evidenceName(vault, subjectKey, evidence)!
  return {
    name: shown === 'copy' ? copyName(name, mediaType) : name,
    mediaType,
    bytes: openFile(vault, subjectKey, evidence.evidenceId, shown, bytes),
  }
}

/** A HEIC's copy is a JPEG, and a program that goes by the name would not open it otherwise. */
function copyName(name: string, mediaType: string): string {
  const extensions: Readonly<Record<string, RegExp>> = {
    'image/jpeg': /\.jpe?g$/i,
    'image/png': /\.png$/i,
    'application/pdf': /\.pdf$/i,
  }
  return extensions[mediaType]?.test(name)
    ? name
    : `${name}.${mediaType === 'image/jpeg' ? 'jpg' : mediaType.slice(-3)}`
}
