import { refuse } from '@tongzhou/core'
import { commit, type Outcome } from '../../commit/commit.ts'
import type { Platform } from '../../commit/platform.ts'
import { evidenceOf } from '../../evidence/index.ts'
import { openName } from '../../identity/index.ts'
import { openCaseAsOfficer } from '../open-case.ts'
import type { CaseCommand } from '../review-claim.ts'
import type { StoredClaim } from '../store.ts'
import { insertNote, notesOf } from './desk-store.ts'

const context = (noteId: string) => `evidence-note:${noteId}`

export interface NotePaper extends CaseCommand {
  readonly evidenceId: string
  readonly page: number
  /** Fractions of the page's width and height, from its upper left corner. */
  readonly x: number
  readonly y: number
  readonly text: string
}

/** An officer notes something at a place of a paper. Refusals: those of `openCaseAsOfficer`, evidence-not-found, text-missing. */
export function notePaper(platform: Platform, command: NotePaper): Promise<Outcome<{ readonly noteId: string }>> {
  const { actor, caseReference, evidenceId, key, page, text, x, y } = command
  // Places as texts: what a command asked for is compared by its canonical form.
  const content = { caseReference, evidenceId, page, x: String(x), y: String(y), text }
  return commit(platform, { key, kind: 'note-paper', actor, content }, async (unit) => {
    const opened = await openCaseAsOfficer(platform, unit.reader, actor, caseReference)
    if ('accepted' in opened) return opened
    const { claimId, subjectKey } = opened.stored
    const file = (await evidenceOf(unit.reader, claimId)).find((one) => one.evidenceId === evidenceId)
    if (!file || page > file.pages) return refuse('evidence-not-found')
    if (text.trim() === '') return refuse('text-missing', {}, { field: 'text' })
    const noteId = unit.newId()
    const sealed = platform.vault.sealText(subjectKey, context(noteId), text)
    const note = { noteId, claimId, evidenceId, page, x, y, authorPersonId: actor.personId!, sealed }
    return { answer: { noteId }, rows: [insertNote({ ...note, recordedAt: unit.now })], events: [] }
  })
}

/** The notes on the papers of a case, oldest first. */
export async function showNotes(platform: Platform, { claimId, subjectKey }: StoredClaim) {
  const notes = await notesOf(platform.database, claimId)
  return Promise.all(
    notes.map(async ({ authorPersonId, evidenceId, noteId, page, recordedAt, sealed, x, y }) => ({
      noteId,
      evidenceId,
      page,
      x,
      y,
      text: platform.vault.openText(subjectKey, context(noteId), sealed),
      author: (await openName(platform, platform.database, authorPersonId)) ?? authorPersonId.toString(),
      at: recordedAt.toString(),
    })),
  )
}
