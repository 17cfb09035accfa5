import { parsePhoneNumber } from '@tongzhou/core'
import { Type } from 'typebox'
import { RefusedRequest } from '../http/index.ts'

export const Phone = Type.String({ maxLength: 32, description: 'A mobile number; of another country with its code.' })

/** A phone number of a request in E.164; ends the request where it is none. */
export function parsePhone(text: string): string {
  const phone = parsePhoneNumber(text)
  if (!phone.accepted) throw new RefusedRequest({ ...phone.refusal, field: 'phone' })
  return phone.value
}
