import type { Language } from './language.ts'

/** A calendar day of the API (`2026-01-31`) as people read it. No time zone moves it. */
export function formatDay(day: string, language: Language): string {
  const options = {
    year: 'numeric',
    month: language === 'en' ? 'short' : 'long',
    day: 'numeric',
    timeZone: 'UTC',
  } as const
  return new Intl.DateTimeFormat(language, options).format(epochOf(day))
}

/** Days from one calendar day to another; negative where the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return (epochOf(to) - epochOf(from)) / 86_400_000
}

/** The calendar day so many days after another. */
export function daysAfter(day: string, days: number): string {
  return new Date(epochOf(day) + days * 86_400_000).toISOString().slice(0, 10)
}

function epochOf(day: string): number {
  return Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10)))
}
