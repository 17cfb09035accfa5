import { useLanguage } from '../language/use-language.ts'
import { formatDay } from './day.ts'

export function CalendarDay({ day }: { readonly day: string }) {
  const { language } = useLanguage()
  return <time dateTime={day}>{formatDay(day, language)}</time>
}
