import { Button } from 'antd'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { NewNote, NotePin, Notes, type Place } from './paper-notes.tsx'
import { PaperSearch } from './paper-search.tsx'
import type { Paper } from './use-case.ts'

/** Width to height of a page until it is there: A4. */
const upright = 210 / 297

interface PaperViewProps {
  readonly paper: Paper
  readonly reference: string
  /** Of two side by side the first one, 0, answers to the keys. */
  readonly place: number
}

/** A paper page by page, as the platform draws it: zoomed, turned, searched, with notes at their places. */
export function PaperView({ paper, place: side, reference }: PaperViewProps) {
  const { t } = useTranslation('claims')
  const whole = useRef<HTMLDivElement>(null)
  const sheet = useRef<HTMLElement>(null)
  const [page, setPage] = useState(1)
  const [zoom, setZoom] = useState(1)
  const [turns, setTurns] = useState(0)
  const [ratio, setRatio] = useState(upright)
  const isLying = turns % 2 === 1
  const { begin, done, from, place, setPlace } = useNewNote(sheet)
  const isPdf = paper.mediaType === 'application/pdf'
  const shortcuts = useMemo(() => {
    const to = (step: number) => setPage((now) => Math.min(paper.pages, Math.max(1, now + step)))
    const search = () => whole.current?.querySelector<HTMLElement>('input[type=search]')?.focus()
    const keys = [
      { key: 'ArrowRight', text: t('keys.next-page'), press: () => to(1) },
      { key: 'ArrowLeft', text: t('keys.page-before'), press: () => to(-1) },
      { key: '+', text: t('keys.larger'), press: () => setZoom((now) => Math.min(4, now + 0.25)) },
      { key: '-', text: t('keys.smaller'), press: () => setZoom((now) => Math.max(0.5, now - 0.25)) },
      { key: '0', text: t('keys.fit'), press: () => setZoom(1) },
      { key: 'r', text: t('keys.turn'), press: () => setTurns((now) => (now + 1) % 4) },
      { key: 'n', text: t('keys.note'), press: () => begin({ x: 0.5, y: 0.5 }, 'place') },
      ...(isPdf ? [{ key: '/', text: t('papers.search'), press: search }] : []),
    ]
    return { keys, offered: side === 0 ? keys : [] }
  }, [t, paper.pages, side, isPdf, begin])
  useShortcuts(shortcuts.offered)
  const press = (key: string) => () => shortcuts.keys.find((one) => one.key === key)?.press()
  return (
    <div className="stack" ref={whole}>
      <div className="row" role="toolbar" aria-label={t('papers.tools')}>
        <Button size="small" aria-disabled={page === 1} onClick={press('ArrowLeft')} aria-label={t('keys.page-before')}>
          ‹
        </Button>
        <span role="status">{t('papers.page', { page, pages: paper.pages })}</span>
        <Button
          size="small"
          aria-disabled={page === paper.pages}
          onClick={press('ArrowRight')}
          aria-label={t('keys.next-page')}
        >
          ›
        </Button>
        <Button size="small" onClick={press('-')} aria-label={t('keys.smaller')}>
          −
        </Button>
        <span role="status">{t('papers.zoom', { zoom: Math.floor(zoom * 100) })}</span>
        <Button size="small" onClick={press('+')} aria-label={t('keys.larger')}>
          +
        </Button>
        <Button size="small" onClick={press('r')}>
          {t('papers.turn')}
        </Button>
        <Button size="small" onClick={press('n')}>
          {t('papers.note')}
        </Button>
      </div>
      {isPdf ? <PaperSearch evidenceId={paper.evidenceId} reference={reference} show={setPage} /> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <section className="sheet" ref={sheet} tabIndex={0} aria-label={t('papers.sheet', { number: side + 1, page })}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the key n makes a note without a mouse */}
        <div
          className="sheet-page"
          data-turns={turns}
          style={{ inlineSize: `${zoom * 100}%`, aspectRatio: isLying ? 1 / ratio : ratio }}
          onDoubleClick={(event) => begin(placeIn(event.nativeEvent), 'words')}
        >
          <div
            className="sheet-turn"
            style={{ inlineSize: isLying ? `${ratio * 100}%` : '100%', rotate: `${turns * 90}deg` }}
          >
            <img
              src={`/claims/${reference}/evidence/${paper.evidenceId}/pages/${page}`}
              alt={t('papers.alt', { name: paper.name, page })}
              draggable={false}
              onLoad={({ currentTarget }) => setRatio(currentTarget.naturalWidth / currentTarget.naturalHeight)}
            />
            <Notes evidenceId={paper.evidenceId} page={page} reference={reference} />
            {place ? <NotePin place={place} /> : null}
          </div>
        </div>
      </section>
      {place ? (
        <NewNote
          evidenceId={paper.evidenceId}
          page={page}
          place={place}
          move={setPlace}
          from={from}
          reference={reference}
          done={done}
        />
      ) : (
        <p className="soft">{t('papers.how-to-note')}</p>
      )}
    </div>
  )
}

/** A note that is being written: its place, and the way back to where one was. */
function useNewNote(sheet: React.RefObject<HTMLElement | null>) {
  const [place, setPlace] = useState<Place | null>(null)
  const [from, setFrom] = useState<'place' | 'words'>('place')
  const [tools] = useState(() => {
    let before: Element | null = null
    return {
      begin: (at: Place, first: 'place' | 'words') => {
        before = document.activeElement
        setFrom(first)
        setPlace(at)
      },
      done: () => {
        setPlace(null)
        const back = before instanceof HTMLElement && before.isConnected && before !== document.body ? before : null
        ;(back ?? sheet.current)?.focus()
      },
    }
  })
  return { ...tools, from, place, setPlace }
}

/** Where in the picture somebody pressed, as fractions of its own width and height, however it is turned and enlarged. */
function placeIn({ offsetX, offsetY, target }: MouseEvent): Place {
  const { clientHeight, clientWidth } = target as HTMLElement
  const within = (fraction: number) => Math.min(1, Math.max(0, fraction))
  return { x: within(offsetX / clientWidth), y: within(offsetY / clientHeight) }
}
