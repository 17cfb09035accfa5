import { fromUtf8, openNote, TlogError, type VerifierKey } from '@tongzhou/tlog'
import { nodeVerifier } from '@tongzhou/tlog/node'
import type { Member } from '../member.ts'
import { openCheckpoint } from '../mirror/accept-checkpoint.ts'
import { compareCheckpoint } from '../mirror/compare-checkpoint.ts'
import { raiseAlarm } from '../storage/alarms.ts'
import { hasGiven, type SignedCheckpoint, saveFinalSize } from '../storage/checkpoints.ts'
import { fetchBytes } from './fetch-resource.ts'

/** Looks in a row at a smaller checkpoint; at five seconds each, longer than any cache keeps one. */
const looksBeforeRollback = 4

/** Whose checkpoint is read. */
export interface Source {
  readonly name: string
  /** The prefix of the log as this source serves it. */
  readonly prefix: string
  /** Whether it is the log itself: what it publishes wrongly stops this member; what a peer does only warns. */
  readonly isLog: boolean
}

/**
 * Reads the checkpoint that the log or a peer shows, remembers how much is final by it, and holds it against what this member has: another root under the log's
 * signature is `split-view`, a signature in a known name that isn't by its key is `cosignature-invalid`, one of a key of
 * this member that it never gave is `cosignature-not-mine`, a published log that got shorter is `rollback`. Returns the checkpoint if the log signed it, nothing if there is
 * none yet. Throws if the source can't be reached or shows something else.
 */
export async function readCheckpoint(member: Member, source: Source): Promise<SignedCheckpoint | undefined> {
  const url = `${source.prefix}/checkpoint`
  const bytes = await fetchBytes(url)
  if (!bytes) return undefined
  const note = fromUtf8(bytes)
  const invalid = (detail: string) =>
    alarm(member, { name: 'cosignature-invalid', subject: source.name, detail, evidence: note, stops: source.isLog })

  const opened = await openCheckpoint(member, note, { alsoFormer: true })
  if ('status' in opened) {
    if (opened.status === 403) invalid(`${url}: ${opened.reason}`)
    throw new Error(`${url}: ${opened.reason}`)
  }
  const { signed } = opened
  const { peers, quorum } = member.settings
  let cosigners = typeof (await signatureUnder(note, member.keys.mirror.key)) === 'object' ? 1 : 0
  for (const { name, mirrorKey } of peers) {
    const answer = await signatureUnder(note, mirrorKey)
    if (typeof answer === 'object') cosigners += 1
    if (answer === 'invalid') invalid(`${url} bears a cosignature in the name of ${name} that its key did not make`)
  }
  await checkOwnCosignatures(member, source, note, signed)

  const where = source.isLog ? 'the published log' : `the mirror of ${source.name}`
  const comparison = await compareCheckpoint(member, signed, { name: 'split-view', where })
  if (comparison === 'unknown') rememberSeen(member, signed, where)
  if (comparison === 'same' && cosigners >= quorum) saveFinalSize(member.store, signed.size)
  if (source.isLog) watchRollback(member, signed)
  return signed
}

async function checkOwnCosignatures(
  member: Member,
  source: Source,
  note: string,
  { size, root }: SignedCheckpoint,
): Promise<void> {
  const { mirror, mirrorMlDsa, witness } = member.keys
  for (const { key } of [mirror, witness, ...(mirrorMlDsa ? [mirrorMlDsa] : [])]) {
    const answer = await signatureUnder(note, key)
    if (answer === 'none') continue
    const subject = `${key.name}+${key.id}`
    if (answer === 'invalid') {
      const detail = `${source.name} shows a cosignature in this member's name that its key ${subject} did not make`
      alarm(member, { name: 'cosignature-invalid', subject, detail, evidence: note, stops: source.isLog })
      continue
    }
    const nowSeconds = Math.floor(member.now().epochMilliseconds / 1_000)
    const given = hasGiven(member.store, { keyId: key.id, size, timeSeconds: answer.timeSeconds, root }, nowSeconds)
    if (given !== false) continue
    const detail =
      `${source.name} shows a cosignature of the key ${subject} on ${size} entries, of second ${answer.timeSeconds}, that this ` +
      'member never gave: someone else may have the key'
    alarm(member, { name: 'cosignature-not-mine', subject, detail, evidence: note })
  }
}

async function signatureUnder(
  note: string,
  key: VerifierKey,
): Promise<'none' | 'invalid' | { readonly timeSeconds: number }> {
  try {
    const { signatures } = await openNote(note, [key], nodeVerifier)
    return { timeSeconds: signatures[0]!.timeSeconds ?? 0 }
  } catch (error) {
    if (!(error instanceof TlogError)) throw error
    return error.code === 'unsigned' ? 'none' : 'invalid'
  }
}

function alarm(member: Member, raised: Parameters<typeof raiseAlarm>[1]): void {
  raiseAlarm(member.store, raised, member.now().epochMilliseconds)
}

/**
 * What was published once stays: a smaller checkpoint is an old one from a cache, or the log went back to a backup. A cache
 * keeps it for seconds, so it must be seen several times in a row.
 */
function watchRollback(member: Member, { size, note }: SignedCheckpoint): void {
  const { store } = member
  const largest = store.statement('select size, note, smaller_looks from published').get()
  if (!largest || size >= Number(largest.size)) {
    store
      .statement(
        `insert into published (id, size, note) values (1, ?, ?)
         on conflict (id) do update set size = excluded.size, note = excluded.note, smaller_looks = 0`,
      )
      .run(size, note)
    return
  }
  const looks = Number(largest.smaller_looks) + 1
  store.statement('update published set smaller_looks = ?').run(looks)
  if (looks < looksBeforeRollback) return
  const detail = `the log publishes a checkpoint of ${size} entries, after one of ${largest.size}: it went back to an older state`
  alarm(member, { name: 'rollback', subject: 'log', detail, evidence: `${note}\n${largest.note}` })
}

/** Kept until this member holds as many entries. */
function rememberSeen(member: Member, { size, root, note }: SignedCheckpoint, where: string): void {
  member.store
    .statement('insert into seen_checkpoints (size, root, note, seen_at) values (?, ?, ?, ?) on conflict do nothing')
    .run(size, root, note, where)
}

/** Compares what was seen earlier and is held now. */
export async function compareSeen(member: Member): Promise<void> {
  const rows = member.store
    .statement('select size, root, note, seen_at from seen_checkpoints where size <= ? order by size limit 100')
    .all(member.mirror.held.size)
  for (const row of rows) {
    const seen = { size: Number(row.size), root: row.root as Uint8Array, note: String(row.note) }
    await compareCheckpoint(member, seen, { name: 'split-view', where: String(row.seen_at) })
    member.store.statement('delete from seen_checkpoints where size = ? and root = ?').run(seen.size, seen.root)
  }
}
