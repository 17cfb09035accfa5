/**
 * SQLSTATE classes and codes of a server that can't do its work now and will again: connections (08), resources such as disk, memory and
 * connections (53), somebody's intervention such as a stop or a crash (57P), a standby that is not the first one yet (25006).
 */
const unavailableStates = /^(08...|53...|57P0[1-4]|25006)$/
/** Of Node: nobody listens, the connection broke, the disk of the files is full. */
const unavailableCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOSPC',
  'EDQUOT',
])
/** What `pg` and its pool throw without a code. */
const unavailableTexts = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
]

/** Whether a fault says that something we stand on is not to be had just now: waiting helps, and no input has to change. */
export function isUnavailable(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false
  if (fault instanceof AggregateError && fault.errors.length > 0) return fault.errors.every(isUnavailable)
  const { code } = fault as { code?: unknown }
  if (typeof code === 'string' && (unavailableCodes.has(code) || unavailableStates.test(code))) return true
  return unavailableTexts.some((text) => fault.message.startsWith(text)) || isUnavailable(fault.cause)
}
