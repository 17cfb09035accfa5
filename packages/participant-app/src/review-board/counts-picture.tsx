import { useTranslation } from 'react-i18next'

interface CountsPictureProps {
  readonly verdict: { readonly pay: number; readonly doNotPay: number; readonly invalid: number }
}

/** The ballots as one bar, with its figures below: what is told by colour stands there in words, too. */
export function CountsPicture({ verdict: { doNotPay, invalid, pay } }: CountsPictureProps) {
  const { t } = useTranslation('review-board')
  const all = pay + doNotPay + invalid
  const width = (count: number) => (all === 0 ? 0 : (count / all) * 100)
  return (
    <figure className="counts">
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect className="counts-none" width="100" height="8" />
        <rect className="counts-pay" width={width(pay)} height="8" />
        <rect className="counts-do-not-pay" x={width(pay)} width={width(doNotPay)} height="8" />
      </svg>
      <figcaption>
        <span className="counts-word" data-kind="pay">
          {t('counts.pay', { count: pay })}
        </span>
        <span className="counts-word" data-kind="do-not-pay">
          {t('counts.do-not-pay', { count: doNotPay })}
        </span>
        {invalid > 0 ? (
          <span className="counts-word" data-kind="invalid">
            {t('counts.invalid', { count: invalid })}
          </span>
        ) : null}
      </figcaption>
    </figure>
  )
}
