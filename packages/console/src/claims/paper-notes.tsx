import { useQuery } from '@tanstack/react-query'
import { getClaimsByReferenceNotesOptions, postClaimsByReferenceEvidenceByEvidenceIdNotes } from '@tongzhou/web-client'
import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TextArea, TextField } from '../ui/fields.tsx'
import { FaultState } from '../ui/states.tsx'
import { useCaseCommand } from './use-case.ts'

/** A place on a page, as fractions of its width and height. */
export interface Place {
  readonly x: number
  readonly y: number
}

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
      // biome-ignore lint/a11y/noStaticElementInteractions: the button in it opens and closes; escape closes too
      <div
        key={note.noteId}
        className="note"
        onKeyDown={(event) => {
          if (event.key === 'Escape') setOpen('')
        }}
        style={placed(note)}
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

/** Where the note that is being written will stand; a paper that is larger than its place scrolls there. */
export function NotePin({ place }: { readonly place: Place }) {
  const pin = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const sheet = pin.current?.closest('.sheet')
    const page = pin.current?.parentElement
    if (!sheet || !page) return
    sheet.scrollTo(
      page.scrollWidth * place.x - sheet.clientWidth / 2,
      page.scrollHeight * place.y - sheet.clientHeight / 2,
    )
  }, [place.x, place.y])
  return <span className="note-pin" ref={pin} style={placed(place)} />
}

/** In whole per cent, as somebody reads it. */
const percent = (fraction: number) => (fraction * 100).toFixed(0)

const placed = ({ x, y }: Place) => ({ insetInlineStart: `${x * 100}%`, insetBlockStart: `${y * 100}%` })

interface NewNoteProps extends OnPage {
  readonly place: Place
  readonly move: (place: Place) => void
  /** What is written first: the place by numbers, or the words where the place was pressed. */
  readonly from: 'place' | 'words'
  readonly done: () => void
}

/** A note at a place of a page: pressed, or chosen by numbers, which the arrow keys change. */
export function NewNote({ done, evidenceId, from, move, page, place, reference }: NewNoteProps) {
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
      onKeyDown={(event) => {
        if (event.key === 'Escape') done()
      }}
      onSubmit={(event) => {
        event.preventDefault()
        write.mutate()
      }}
    >
      <div className="row">
        {(['x', 'y'] as const).map((side) => (
          <TextField
            key={side}
            label={t(`notes.place.${side}`)}
            type="number"
            min={0}
            max={100}
            value={percent(place[side])}
            onChange={(text) => move({ ...place, [side]: Math.min(100, Math.max(0, Number(text))) / 100 })}
            autoFocus={from === 'place' && side === 'x'}
          />
        ))}
      </div>
      <TextArea
        label={t('notes.label', { page, across: percent(place.x), down: percent(place.y) })}
        rows={2}
        value={text}
        onChange={setText}
        autoFocus={from === 'words'}
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
