import { useLanguage } from '../language/use-language.ts'
import { formatDay } from './day.ts'

/** A calendar day, as the API gives it. */
export function CalendarDay({ day }: { readonly day: string }) {
  const { language } = useLanguage()
  return <time dateTime={day}>{formatDay(day, language)}</time>
}
