import { residentIdCheckCharacter } from '@tongzhou/core'

/** A made-up resident ID number with a right check character; the sequence decides the sex (odd: male). */
export function madeUpResidentId(bornOn: string, sequence: number, district = '110105'): string {
  const digits = `${district}${bornOn.replaceAll('-', '')}${String(sequence).padStart(3, '0')}`
  return digits + residentIdCheckCharacter(digits)
}
