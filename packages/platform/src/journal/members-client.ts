import { gzipSync } from 'node:zlib'
import {
  type Checkpoint,
  encodeAddEntries,
  formatAddCheckpoint,
  maxPackagesPerRequest,
  mirrorInfoMediaType,
  type NoteSignature,
  packageRanges,
  parseCheckpoint,
  parseMirrorInfo,
  parseNote,
  parseSignatureLines,
  sha256,
  toHex,
  treeSizeMediaType,
  utf8,
} from '@tongzhou/tlog'
import type { ConsortiumMember } from './consortium.ts'

/** A member that did not do what was asked; the message is for the operator. */
export class MemberRefused extends Error {
  override readonly name = 'MemberRefused'
}

/** What a member needs to be told: proofs are made for the sizes that it holds. */
export interface LogView {
  proveConsistency(oldSize: number): Promise<readonly Uint8Array[]>
  proveSubtree(start: number, end: number): Promise<readonly Uint8Array[]>
  entries(start: number, end: number): Promise<readonly Uint8Array[]>
  /** Uploads that were made for one member, for the others that are as far: by start and end. */
  readonly bodies: Map<string, Promise<Uint8Array>>
}

export interface SignedCheckpoint extends Checkpoint {
  /** The note with the log's signature. */
  readonly note: string
}

/** What is remembered of a member between two deliveries, so that most take one request of each kind. */
export interface MemberMemory {
  pendingSize: number
  nextEntry: number
}

const longestAnswerBytes = 100_000
/** A member that is behind by more goes on with the next delivery. */
const mostRequests = 10_000

/**
 * Brings a member up to a checkpoint: `add-checkpoint`, then `add-entries` until it holds them all (tlog-mirror). Returns the
 * lines of its cosignatures, not verified. Throws `MemberRefused`, or what fetch throws where it can't be reached.
 */
export async function deliver(
  member: Pick<ConsortiumMember, 'name' | 'submissionUrl'>,
  memory: MemberMemory,
  checkpoint: SignedCheckpoint,
  log: LogView,
  signal: AbortSignal,
): Promise<readonly NoteSignature[]> {
  await addCheckpoint(member, memory, checkpoint, log, signal)
  let [uploadStart, uploadEnd, ticket] = [
    Math.min(memory.nextEntry, checkpoint.size),
    checkpoint.size,
    new Uint8Array(0),
  ]
  for (let requests = 0; requests < mostRequests; requests += 1) {
    const place = `${uploadStart}-${uploadEnd}`
    const make = () => entriesBody(checkpoint.origin, uploadStart, uploadEnd, ticket, log)
    // A ticket is one member's own.
    const body = await (ticket.length > 0 ? make() : (log.bodies.get(place) ?? kept(log.bodies, place, make())))
    const answer = await post(`${member.submissionUrl}/add-entries`, body, signal)
    if (answer.status === 200) {
      memory.nextEntry = Math.max(memory.nextEntry, uploadEnd)
      return parseSignatureLines(answer.text)
    }
    if ((answer.status !== 202 && answer.status !== 409) || answer.type !== mirrorInfoMediaType) {
      throw refused(member, 'add-entries', answer)
    }
    const info = parseMirrorInfo(answer.text)
    if (answer.status === 409 && info.size > checkpoint.size) {
      throw new MemberRefused(`${member.name} holds a checkpoint of size ${info.size}, beyond ${checkpoint.size}`)
    }
    memory.nextEntry = info.nextEntry
    uploadStart = Math.min(info.nextEntry, uploadEnd)
    ticket = new Uint8Array(info.ticket)
  }
  throw new MemberRefused(`${member.name} did not take all entries in ${mostRequests} requests`)
}

function kept<Value>(all: Map<string, Value>, key: string, value: Value): Value {
  all.set(key, value)
  return value
}

/**
 * Brings a checkpoint to a witness, or as the first step to a mirror: `add-checkpoint` (tlog-witness), with a proof from the size that
 * it holds. Returns the lines of its cosignatures, not verified; a mirror gives none here. Throws as `deliver` does.
 */
export async function addCheckpoint(
  member: Pick<ConsortiumMember, 'name' | 'submissionUrl'>,
  memory: MemberMemory,
  checkpoint: SignedCheckpoint,
  log: Pick<LogView, 'proveConsistency'>,
  signal: AbortSignal,
): Promise<readonly NoteSignature[]> {
  for (let tries = 0; tries < 3; tries += 1) {
    const oldSize = memory.pendingSize
    const proof = oldSize === 0 || oldSize === checkpoint.size ? [] : await log.proveConsistency(oldSize)
    const body = utf8(formatAddCheckpoint({ oldSize, proof, checkpoint: checkpoint.note }))
    const answer = await post(`${member.submissionUrl}/add-checkpoint`, body, signal)
    if (answer.status === 200) {
      memory.pendingSize = checkpoint.size
      return answer.text === '' ? [] : parseSignatureLines(answer.text)
    }
    if (answer.status !== 409 || answer.type !== treeSizeMediaType) throw refused(member, 'add-checkpoint', answer)
    const held = Number(answer.text.trim())
    if (!Number.isSafeInteger(held)) throw refused(member, 'add-checkpoint', answer)
    if (held > checkpoint.size) {
      throw new MemberRefused(`${member.name} holds a checkpoint of size ${held}, beyond ${checkpoint.size}`)
    }
    memory.pendingSize = held
  }
  throw new MemberRefused(`${member.name} changed its size with every try`)
}

async function entriesBody(
  origin: string,
  uploadStart: number,
  uploadEnd: number,
  ticket: Uint8Array,
  log: LogView,
): Promise<Uint8Array> {
  const packages: { entries: readonly Uint8Array[]; proof: readonly Uint8Array[] }[] = []
  for (const { subtreeStart, start, end } of packageRanges(uploadStart, uploadEnd)) {
    packages.push({ entries: await log.entries(start, end), proof: await log.proveSubtree(subtreeStart, end) })
    if (packages.length === maxPackagesPerRequest) break
  }
  return encodeAddEntries({ origin, uploadStart, uploadEnd, ticket, packages })
}

interface Answer {
  readonly status: number
  readonly type: string
  readonly text: string
}

/** Compressing costs more than it saves on a body that a local network carries in a millisecond. */
const worthCompressing = 16_384

async function post(url: string, body: Uint8Array, signal: AbortSignal): Promise<Answer> {
  const isEntries = url.endsWith('/add-entries')
  const compressed = isEntries && body.length > worthCompressing && !/^http:\/\/(127\.|localhost)/.test(url)
  const response = await fetch(url, {
    method: 'POST',
    body: compressed ? gzipSync(body) : (body as Uint8Array<ArrayBuffer>),
    headers: {
      'content-type': isEntries ? 'application/octet-stream' : 'text/plain; charset=utf-8',
      ...(compressed && { 'content-encoding': 'gzip' }),
    },
    redirect: 'error',
    signal,
  })
  const text = (await response.text()).slice(0, longestAnswerBytes)
  return { status: response.status, type: (response.headers.get('content-type') ?? '').split(';')[0]!, text }
}

function refused({ name }: { readonly name: string }, request: string, { status, text }: Answer): MemberRefused {
  return new MemberRefused(`${name} answered ${request} with ${status}: ${text.trim().slice(0, 500)}`)
}

/** The size and root of what a member mirrors of this log; null where it holds nothing yet. */
export async function heldBy(
  { monitoringUrl, name }: Pick<ConsortiumMember, 'monitoringUrl' | 'name'>,
  origin: string,
  signal: AbortSignal,
): Promise<Checkpoint | null> {
  const response = await fetch(`${monitoringUrl}/${toHex(sha256(utf8(origin)))}/checkpoint`, {
    signal,
    redirect: 'error',
  })
  if (response.status === 404) return null
  if (!response.ok) throw new MemberRefused(`${name} answered with ${response.status} when asked for its checkpoint`)
  return parseCheckpoint(parseNote(await response.text()).text)
}
