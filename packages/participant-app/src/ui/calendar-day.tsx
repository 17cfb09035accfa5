import { formatDay, useLanguage } from '@tongzhou/web-client'

/** A calendar day, as the API gives it. */
export function CalendarDay({ day }: { readonly day: string }) {
  const { language } = useLanguage()
  return <time dateTime={day}>{formatDay(day, language)}</time>
}
