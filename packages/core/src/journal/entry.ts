import { sha256, toBase64, utf8 } from '@tongzhou/tlog'
import type { PlanVersion } from '../plans/index.ts'
import { canonicalJson, type Recordable } from './canonical-json.ts'

/** Every kind of log entry. A kind names what happened, in the past tense. */
export const eventKinds = [
  'plan-version-loaded',
  'membership-roll-recorded',
  'claim-filed',
  'claim-refused-at-filing',
  'evidence-added',
  'evidence-redacted',
  'claim-submitted',
  'evidence-requested',
  'desk-review-passed',
  'investigation-assigned',
  'investigation-reported',
  'approval-proposed',
  'approval-returned',
  'claim-approved',
  'claim-refused',
  'refusal-accepted',
  'refusal-disputed',
  'objection-disputed',
  'claim-referred',
  'verdict-received',
  'claim-withdrawn',
  'claim-published',
  'objection-raised',
  'objection-dismissed',
  'objection-upheld',
  'claim-held-over',
  'claim-settled',
  'claim-paid',
  'claim-closed',
  'juror-admitted',
  'juror-ended',
  'dispute-opened',
  'statement-added',
  'case-file-sealed',
  'juror-list-committed',
  'panel-drawn',
  'panel-continued',
  'panel-seated',
  'vote-opened',
  'ballot-cast',
  'vote-extended',
  'vote-closed',
  'ballots-opened',
  'dispute-decided',
  'dispute-withdrawn',
  'period-published',
  'roll-taken',
  'period-settled',
  'charges-collected',
  'charges-written-off',
  'payout-sent',
  'ledger-corrected',
  'operator-funded',
  'fee-withdrawn',
  'run-off-announced',
  'personal-data-erased',
  'personal-data-corrected',
  'consortium-changed',
  'statement-submitted',
  'document-attested',
] as const

export type EventKind = (typeof eventKinds)[number]

/** The plan version that a decision followed, as it is written in entries: `critical-illness@3`. */
export function planReference(plan: Pick<PlanVersion, 'plan' | 'version'>): string {
  return `${plan.plan}@${plan.version}`
}

/**
 * One leaf of the log before it is bytes. It holds nothing about a person: `facts` are public, and whatever is not
 * (names, diagnoses, files, reasons in words) is in `commitments` as a salted hash.
 */
export interface LogEntry {
  readonly id: string
  readonly kind: EventKind
  /** What it is about: `claim/<case reference>`, `plan/<code>`, `period/<plan>/<period code>`. */
  readonly subject: string
  readonly plan: string | null
  readonly at: Temporal.Instant
  /** The role in which the actor acted, never who it was. */
  readonly role: string
  readonly facts: { readonly [name: string]: Recordable | undefined }
  readonly commitments: { readonly [name: string]: string }
}

/** Longest entry in bytes: tlog-tiles writes an entry's length in 16 bits. */
export const maxEntryBytes = 65_535

/** The canonical JSON of an entry; its UTF-8 bytes are the leaf. Throws a RangeError when it is too long for a bundle. */
export function entryText(entry: LogEntry): string {
  const text = canonicalJson({ ...entry, format: 1 })
  const length = utf8(text).length
  if (length > maxEntryBytes) throw new RangeError(`a log entry of ${length} bytes is longer than ${maxEntryBytes}`)
  return text
}

/** Bytes of random salt that each commitment has to itself, so that nobody can find its content by trying. */
export const saltBytes = 32

/**
 * The commitment to a record: base64 of SHA-256(salt || canonical JSON of the content). Whoever is shown salt and
 * content can check it against the log; whoever is not learns nothing.
 */
export function commitmentTo(salt: Uint8Array, content: Recordable): string {
  if (salt.length !== saltBytes) throw new RangeError(`a salt has ${saltBytes} bytes, not ${salt.length}`)
  const text = utf8(canonicalJson(content))
  const salted = new Uint8Array(salt.length + text.length)
  salted.set(salt, 0)
  salted.set(text, salt.length)
  return toBase64(sha256(salted))
}
