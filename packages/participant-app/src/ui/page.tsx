import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigationType } from 'react-router'
import './ui.css'

interface PageProps {
  /** The page's one heading; the browser's title too. */
  readonly title: string
  /** The page above this one, for a link back. */
  readonly back?: string
  readonly children: ReactNode
}

/** Every page stands in one: main landmark, heading, title, and focus on the heading after a move, for those who listen. */
export function Page({ back, children, title }: PageProps) {
  const { t } = useTranslation()
  const heading = useRef<HTMLHeadingElement>(null)
  const moved = useNavigationType() !== 'POP'
  useEffect(() => {
    document.title = `${title} · ${t('brand')}`
  }, [title, t])
  useEffect(() => {
    if (moved) heading.current?.focus({ preventScroll: true })
  }, [moved])
  return (
    <main id="page" className="page">
      {back === undefined ? null : (
        <Link className="back" to={back}>
          <span aria-hidden="true">‹</span> {t('back')}
        </Link>
      )}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </main>
  )
}
