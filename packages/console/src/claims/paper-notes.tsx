import { useQuery } from '@tanstack/react-query'
import { getClaimsByReferenceNotesOptions, postClaimsByReferenceEvidenceByEvidenceIdNotes } from '@tongzhou/web-client'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TextArea } from '../ui/fields.tsx'
import { FaultState } from '../ui/states.tsx'
import type { Place } from './paper-view.tsx'
import { useCaseCommand } from './use-case.ts'

interface OnPage {
  readonly evidenceId: string
  readonly page: number
  readonly reference: string
}

/** The notes of colleagues at their places on a page. */
export function Notes({ evidenceId, page, reference }: OnPage) {
  const { t } = useTranslation('claims')
  const [open, setOpen] = useState('')
  const notes = useQuery(getClaimsByReferenceNotesOptions({ path: { reference } })).data ?? []
  return notes
    .filter((note) => note.evidenceId === evidenceId && note.page === page)
    .map((note, index) => (
      <div
        key={note.noteId}
        className="note"
        style={{ insetInlineStart: `${note.x * 100}%`, insetBlockStart: `${note.y * 100}%` }}
      >
        <button
          type="button"
          aria-expanded={open === note.noteId}
          aria-label={t('notes.open', { number: index + 1 })}
          onClick={() => setOpen(open === note.noteId ? '' : note.noteId)}
        >
          {index + 1}
        </button>
        {open === note.noteId ? (
          <p className="note-text">
            {note.text} <span className="soft">{note.author}</span>
          </p>
        ) : null}
      </div>
    ))
}

interface NewNoteProps extends OnPage {
  readonly place: Place
  readonly done: () => void
}

/** A note at a place of a page. */
export function NewNote({ done, evidenceId, page, place, reference }: NewNoteProps) {
  const { t } = useTranslation('claims')
  const [text, setText] = useState('')
  const write = useCaseCommand(
    (headers) =>
      postClaimsByReferenceEvidenceByEvidenceIdNotes({
        path: { reference, evidenceId },
        headers,
        body: { page, ...place, text },
        throwOnError: true,
      }),
    done,
  )
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        write.mutate()
      }}
    >
      <TextArea
        label={t('notes.label', { page, across: Math.floor(place.x * 100), down: Math.floor(place.y * 100) })}
        rows={2}
        value={text}
        onChange={setText}
        autoFocus
        required
      />
      {write.error ? <FaultState fault={write.error} /> : null}
      <div className="row">
        <Button type="primary" htmlType="submit" loading={write.isPending}>
          {t('notes.keep')}
        </Button>
        <Button onClick={done}>{t('cancel')}</Button>
      </div>
    </form>
  )
}
