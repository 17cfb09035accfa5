import { parseDay } from '@tongzhou/core'
import { RefusedRequest } from '../http/index.ts'

/** Reads a day of a request; refused with the field. */
export function dayOrRefuse(text: string, field: string): Temporal.PlainDate {
  const day = parseDay(text)
  if (!day.accepted) throw new RefusedRequest({ ...day.refusal, field })
  return day.value
}
