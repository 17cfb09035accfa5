import { concatBytes, utf8 } from './bytes.ts'
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts'
import { requireHash } from './rfc6962.ts'
import { requireSize } from './size.ts'
import { type Range, requireSubtree } from './subtree.ts'
import { malformed } from './tlog-error.ts'
import { factsOf, signatureTypes, type VerifierKey } from './verifier-key.ts'

const timeBytes = 8

/** A signature's payload taken apart, with the message that the bare signature is over. */
export interface SignedMessage {
  readonly message: Uint8Array
  readonly bareSignature: Uint8Array
  /** POSIX seconds; only cosignatures have one. 0 in an ML-DSA-44 cosignature means that it doesn't speak of a time. */
  readonly timeSeconds?: number
}

/** What a signature line of `key` under `text` signs. Throws `malformed` if key and payload, or key and text, don't fit. */
export function readSignedMessage(key: VerifierKey, text: string, payload: Uint8Array): SignedMessage {
  const { signatureBytes } = factsOf(key.type)
  const before = key.type === signatureTypes.ed25519 ? 0 : timeBytes
  if (payload.length !== before + signatureBytes) {
    throw malformed(`a signature of ${key.name} has ${before + signatureBytes} bytes, not ${payload.length}`)
  }
  const bareSignature = payload.subarray(before)
  if (before === 0) return { message: messageOf(key, text), bareSignature }
  const timeSeconds = readUint64(payload)
  return { message: messageOf(key, text, timeSeconds), bareSignature, timeSeconds }
}

/** The payload of a signature line: the time, if the type has one, and the bare signature. */
export function signaturePayload(bareSignature: Uint8Array, timeSeconds?: number): Uint8Array {
  return timeSeconds === undefined ? bareSignature : concatBytes(uint64(timeSeconds, 'time'), bareSignature)
}

/**
 * The bytes that `key` signs for a note's text:
 * - Ed25519: the text itself (signed-note, "Ed25519 signatures");
 * - Ed25519 cosignature: `cosignature/v1`, `time N`, the whole text (tlog-cosignature, "Ed25519 signed message");
 * - ML-DSA-44: see `subtreeMessage`. It doesn't cover extension lines, so a text with any is refused.
 */
export function messageOf(key: VerifierKey, text: string, timeSeconds?: number): Uint8Array {
  if (key.type === signatureTypes.ed25519) {
    if (timeSeconds !== undefined) throw malformed('a plain Ed25519 signature has no time')
    return utf8(text)
  }
  const { extensions, ...checkpoint } = parseCheckpoint(text)
  if (timeSeconds === undefined) throw malformed('a cosignature has a time')
  requireSize(timeSeconds, 'time')
  if (key.type === signatureTypes.ed25519Cosignature) return utf8(`cosignature/v1\ntime ${timeSeconds}\n${text}`)
  if (extensions.length > 0) throw malformed('an ML-DSA-44 cosignature does not cover extension lines')
  const { origin, size, root } = checkpoint
  return subtreeMessage({ cosigner: key.name, timeSeconds, origin, range: { start: 0, end: size }, root })
}

/** A statement about a part of a log, or with start 0 about all of it. */
export interface SubtreeStatement extends Pick<Checkpoint, 'origin' | 'root'> {
  readonly cosigner: string
  readonly timeSeconds: number
  readonly range: Range
}

/** `cosigned_message` (tlog-cosignature, "ML-DSA-44 signed message"). With a start above 0 the time must be 0. */
export function subtreeMessage({ cosigner, timeSeconds, origin, range, root }: SubtreeStatement): Uint8Array {
  requireSubtree(range)
  requireHash(root, 'root')
  if (range.start > 0 && timeSeconds !== 0) throw malformed('a cosignature of a part of a log has the time 0')
  return concatBytes(
    utf8('subtree/v1\n\0'),
    shortText(cosigner, 'cosigner'),
    uint64(timeSeconds, 'time'),
    shortText(origin, 'origin'),
    uint64(range.start, 'start'),
    uint64(range.end, 'end'),
    root,
  )
}

function shortText(text: string, what: string): Uint8Array {
  const bytes = utf8(text)
  if (bytes.length < 1 || bytes.length > 255) throw malformed(`the ${what} has ${bytes.length} bytes, not 1 to 255`)
  return concatBytes(Uint8Array.of(bytes.length), bytes)
}

function uint64(value: number, what: string): Uint8Array {
  requireSize(value, what)
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, BigInt(value))
  return new Uint8Array(view.buffer)
}

function readUint64(bytes: Uint8Array): number {
  const value = Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0))
  requireSize(value, 'time')
  return value
}
