import { formatDay, useLanguage } from '@tongzhou/web-client'

export function CalendarDay({ day }: { readonly day: string }) {
  const { language } = useLanguage()
  return <time dateTime={day}>{formatDay(day, language)}</time>
}
