/** The zone of the dates of files that name none: cameras of the plan's participants stand in China. */
const assumedZone = '+08:00'

/** `D:20200301120000+08'00'` (ISO 32000-2, 7.9.4) as an instant in ISO 8601; null for anything else. */
export function instantOfPdfDate(text: string | null): string | null {
  const found = /^D?:?(\d{4})(\d\d)(\d\d)(\d\d)?(\d\d)?(\d\d)?(?:(Z)|([+-]\d\d)'?(\d\d)?)?/.exec(text ?? '')
  if (!found) return null
  const [, year, month, day, hour = '00', minute = '00', second = '00', utc, zoneHours, zoneMinutes = '00'] = found
  const zone = utc ? 'Z' : zoneHours ? `${zoneHours}:${zoneMinutes}` : assumedZone
  return instantOf(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`)
}

/** `2020:03:01 12:00:00` (Exif 2.32, 4.6.4) as an instant in ISO 8601; null for anything else. */
export function instantOfExifDate(text: string | null): string | null {
  const found = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(text ?? '')
  return found ? instantOf(`${found[1]}-${found[2]}-${found[3]}T${found[4]}${assumedZone}`) : null
}

function instantOf(text: string): string | null {
  try {
    return Temporal.Instant.from(text).toString()
  } catch {
    // 30 February and the like: a file says what it wants.
    return null
  }
}
