import { useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'

/** An instant of the API in the hours of this device. */
export function Moment({ at }: { readonly at: string }) {
  const { language } = useLanguage()
  const options = { dateStyle: 'medium', timeStyle: 'short' } as const
  return <time dateTime={at}>{new Intl.DateTimeFormat(language, options).format(new Date(at))}</time>
}

/** For how long something waits at `now` (milliseconds), in days, or in hours within the first two days. */
export function Waiting({ now, since }: { readonly now: number; readonly since: string }) {
  const { t } = useTranslation()
  const hours = Math.max(0, Math.floor((now - Date.parse(since)) / 3_600_000))
  return <>{hours < 48 ? t('hours', { count: hours }) : t('days', { count: Math.floor(hours / 24) })}</>
}
