import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useArrival } from './arrival.ts'
import './ui.css'
import './print.css'

interface PageProps {
  /** The page's one heading; the browser's title too. */
  readonly title: string
  /** Beside the heading: what can be done with the whole page. */
  readonly actions?: ReactNode
  /** For forms and words: no wider than one reads. */
  readonly narrow?: boolean
  readonly children: ReactNode
}

/** Every page stands in one: main landmark, heading, title, and the focus after a move, for those who listen. */
export function Page({ actions, children, narrow = false, title }: PageProps) {
  const { t } = useTranslation()
  const heading = useRef<HTMLHeadingElement>(null)
  useArrival(heading)
  useEffect(() => {
    document.title = `${title} · ${t('brand')}`
  }, [title, t])
  return (
    <main id="page" className="page" data-narrow={narrow}>
      <div className="page-head">
        <h1 id="heading" ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions}
      </div>
      {children}
    </main>
  )
}
