import { useMe } from '@tongzhou/web-client'
import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { Card } from '../ui/card.tsx'
import { Choice } from '../ui/fields.tsx'
import { type Shortcut, useShortcuts } from '../ui/shortcuts.tsx'
import { PaperView } from './paper-view.tsx'
import type { Desk } from './use-case.ts'

interface PapersCardProps {
  readonly desk: Desk
  readonly reference: string
  readonly isDouble: boolean
  readonly setDouble: (isDouble: boolean) => void
}

/** The papers of a case: one, or two side by side. */
export function PapersCard({ desk, isDouble, reference, setDouble }: PapersCardProps) {
  const { t } = useTranslation('claims')
  const { papers } = desk
  return (
    <Card title={t('papers.title', { count: papers.length })}>
      {papers.length === 0 ? (
        <p className="soft">{t('papers.none')}</p>
      ) : (
        <>
          <div className="row">
            <Button onClick={() => setDouble(!isDouble)} aria-pressed={isDouble} aria-keyshortcuts="s">
              {t('papers.double')}
            </Button>
          </div>
          <div className="papers" data-double={isDouble}>
            <OnePaper desk={desk} reference={reference} at={0} />
            {isDouble ? <OnePaper desk={desk} reference={reference} at={1} /> : null}
          </div>
        </>
      )}
    </Card>
  )
}

interface OnePaperProps {
  readonly desk: Desk
  readonly reference: string
  /** The paper shown first, and the place of the two side by side. */
  readonly at: number
}

function OnePaper({ at, desk, reference }: OnePaperProps) {
  const { t } = useTranslation('claims')
  const isReviewer = useMe()?.roles.includes('reviewer') ?? false
  const [chosen, choose] = useState(String(Math.min(at, desk.papers.length - 1)))
  const paper = desk.papers[Number(chosen)] ?? desk.papers[0]!
  const navigate = useNavigate()
  const most = desk.papers.length - 1
  const path = isReviewer && paper.name !== null ? `/cases/${reference}/redact/${paper.evidenceId}` : null
  const shortcuts = useMemo((): readonly Shortcut[] => {
    if (at !== 0) return []
    const to = (step: number) => choose((now) => String(Math.min(most, Math.max(0, Number(now) + step))))
    return [
      { key: ']', text: t('keys.next-paper'), press: () => to(1) },
      { key: '[', text: t('keys.paper-before'), press: () => to(-1) },
      ...(path === null ? [] : [{ key: 'b', text: t('keys.redact'), press: () => void navigate(path) }]),
    ]
  }, [t, at, most, navigate, path])
  useShortcuts(shortcuts)
  const nameOf = (one: typeof paper) => one.name ?? t('papers.erased')
  return (
    <div className="stack">
      <Choice
        label={t('papers.paper')}
        value={chosen}
        onChange={choose}
        options={desk.papers.map((one, index) => [String(index), `${index + 1}. ${nameOf(one)}`])}
      />
      <p className="soft" role="status">
        <span className="only-read-aloud">{nameOf(paper)} </span>
        {t('papers.about', {
          pages: paper.pages,
          role: t(`roles.${paper.addedBy as 'participant'}`),
          count: paper.looks,
        })}
      </p>
      {paper.alsoIn.length > 0 ? (
        <p className="tag" data-tone="wrong">
          {t('papers.also-in')}{' '}
          {paper.alsoIn.map((other) => (
            <Link key={other} to={`/cases/${other}`}>
              {other}
            </Link>
          ))}
        </p>
      ) : null}
      {paper.name === null ? null : <PaperView key={paper.evidenceId} paper={paper} reference={reference} place={at} />}
      {path === null ? null : <Link to={path}>{t('papers.redact')}</Link>}
    </div>
  )
}
