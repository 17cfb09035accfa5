import { birthdayAtAge, isAfter, type LeapDayBirthday } from '../calendar.ts'

/** Why somebody may not serve as a juror now. The list is in the order in which a page shows them. */
export const jurorBars = [
  'not-in-plan',
  'too-few-days-in-plan',
  'under-age',
  'share-unpaid',
  'claim-open',
  'record-of-dishonesty',
  'not-a-juror',
  'paused',
  'left',
  'suspended',
] as const

export type JurorBar = (typeof jurorBars)[number]

/** The latest day of birth of somebody who has reached an age on `day`, by the plan's rule for 29 February. */
export function latestBirthOfAge(
  day: Temporal.PlainDate,
  years: number,
  leapDayBirthday: LeapDayBirthday,
): Temporal.PlainDate {
  const bornOn = day.subtract({ years })
  const next = bornOn.add({ days: 1 })
  return isAfter(birthdayAtAge(next, years, leapDayBirthday), day) ? bornOn : next
}
