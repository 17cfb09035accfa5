import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { NewNote, Notes } from './paper-notes.tsx'
import { PaperSearch } from './paper-search.tsx'
import type { Paper } from './use-case.ts'

interface PaperViewProps {
  readonly paper: Paper
  readonly reference: string
  /** Of two side by side the first one, 0, answers to the keys. */
  readonly place: number
}

export interface Place {
  readonly x: number
  readonly y: number
}

/** A paper page by page, as the platform draws it: zoomed, turned, searched, with notes at their places. */
export function PaperView({ paper, place: side, reference }: PaperViewProps) {
  const { t } = useTranslation('claims')
  const [page, setPage] = useState(1)
  const [zoom, setZoom] = useState(1)
  const [turns, setTurns] = useState(0)
  const [place, setPlace] = useState<Place | null>(null)
  const shortcuts = useMemo(() => {
    const to = (step: number) => setPage((now) => Math.min(paper.pages, Math.max(1, now + step)))
    const keys = [
      { key: 'ArrowRight', text: t('keys.next-page'), press: () => to(1) },
      { key: 'ArrowLeft', text: t('keys.page-before'), press: () => to(-1) },
      { key: '+', text: t('keys.larger'), press: () => setZoom((now) => Math.min(4, now + 0.25)) },
      { key: '-', text: t('keys.smaller'), press: () => setZoom((now) => Math.max(0.5, now - 0.25)) },
      { key: '0', text: t('keys.fit'), press: () => setZoom(1) },
      { key: 'r', text: t('keys.turn'), press: () => setTurns((now) => (now + 1) % 4) },
      { key: 'n', text: t('keys.note'), press: () => setPlace({ x: 0.5, y: 0.5 }) },
    ]
    return { to, keys, offered: side === 0 ? keys : [] }
  }, [t, paper.pages, side])
  useShortcuts(shortcuts.offered)
  const press = (key: string) => () => shortcuts.keys.find((one) => one.key === key)?.press()
  return (
    <div className="stack">
      <div className="row" role="toolbar" aria-label={t('papers.tools')}>
        <Button size="small" disabled={page === 1} onClick={press('ArrowLeft')} aria-label={t('keys.page-before')}>
          ‹
        </Button>
        <span>{t('papers.page', { page, pages: paper.pages })}</span>
        <Button
          size="small"
          disabled={page === paper.pages}
          onClick={press('ArrowRight')}
          aria-label={t('keys.next-page')}
        >
          ›
        </Button>
        <Button size="small" onClick={press('-')} aria-label={t('keys.smaller')}>
          −
        </Button>
        <span>{t('papers.zoom', { zoom: Math.floor(zoom * 100) })}</span>
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
      {paper.mediaType === 'application/pdf' ? (
        <PaperSearch evidenceId={paper.evidenceId} reference={reference} show={setPage} />
      ) : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <section className="sheet" tabIndex={0} aria-label={t('papers.sheet', { number: side + 1, page })}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the key n makes a note without a mouse */}
        <div
          className="sheet-page"
          data-turns={turns}
          style={{ inlineSize: `${zoom * 100}%`, rotate: `${turns * 90}deg` }}
          onDoubleClick={(event) => setPlace(placeIn(event.nativeEvent))}
        >
          <img
            src={`/claims/${reference}/evidence/${paper.evidenceId}/pages/${page}`}
            alt={t('papers.alt', { name: paper.name, page })}
            draggable={false}
          />
          <Notes evidenceId={paper.evidenceId} page={page} reference={reference} />
        </div>
      </section>
      {place ? (
        <NewNote
          evidenceId={paper.evidenceId}
          page={page}
          place={place}
          reference={reference}
          done={() => setPlace(null)}
        />
      ) : (
        <p className="soft">{t('papers.how-to-note')}</p>
      )}
    </div>
  )
}

/** Where in the picture somebody pressed, as fractions of its own width and height, however it is turned and enlarged. */
function placeIn({ offsetX, offsetY, target }: MouseEvent): Place {
  const { clientHeight, clientWidth } = target as HTMLElement
  const within = (fraction: number) => Math.min(1, Math.max(0, fraction))
  return { x: within(offsetX / clientWidth), y: within(offsetY / clientHeight) }
}
