/**
 * Why something was refused:
 * - `malformed`: bytes or text break their format;
 * - `out-of-range`: a size or an index that no tree has, or that lies outside the tree in question;
 * - `mismatch`: well-formed, but the hashes do not lead to the root: this proof proves nothing;
 * - `bad-signature`: a key that we know did not make the signature that bears its name;
 * - `unsigned`: no key that we know, or not enough of them, has signed.
 */
export type TlogErrorCode = 'malformed' | 'out-of-range' | 'mismatch' | 'bad-signature' | 'unsigned'

/**
 * Every refusal of this package. Thrown, not returned: a verification whose answer is forgotten must stop the
 * program, it must not pass.
 */
export class TlogError extends Error {
  readonly code: TlogErrorCode

  constructor(code: TlogErrorCode, message: string) {
    super(message)
    this.name = 'TlogError'
    this.code = code
  }
}

export function malformed(message: string): TlogError {
  return new TlogError('malformed', message)
}

export function outOfRange(message: string): TlogError {
  return new TlogError('out-of-range', message)
}

export function mismatch(message: string): TlogError {
  return new TlogError('mismatch', message)
}
