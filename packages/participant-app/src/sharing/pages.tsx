import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'

interface PagesProps {
  /** What is turned over, for those who listen. */
  readonly label: string
  readonly at: number
  readonly hasOlder: boolean
}

/** Turning over a long list, a page at a time; the page stands in the address. */
export function Pages({ at, hasOlder, label }: PagesProps) {
  const { t } = useTranslation('sharing')
  if (at === 1 && !hasOlder) return null
  return (
    <nav className="period-pages" aria-label={label}>
      {at > 1 ? (
        <>
          <Link className="link-row" to="?page=1">
            {t('pages.first')}
          </Link>
          <Link className="link-row" to={`?page=${at - 1}`}>
            {t('pages.newer')}
          </Link>
        </>
      ) : null}
      <span aria-current="page">{t('pages.at', { at })}</span>
      {hasOlder ? (
        <Link className="link-row" to={`?page=${at + 1}`}>
          {t('pages.older')}
        </Link>
      ) : null}
    </nav>
  )
}
