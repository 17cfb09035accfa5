import { cosign, formatNote, formatSignatureLine, type NoteSignature, parseNote } from '@tongzhou/tlog'
import type { Member } from '../member.ts'
import { type Alarm, stoppingAlarms } from '../storage/alarms.ts'
import { mirrorState, recordCosignature, type SignedCheckpoint, saveMirrorCheckpoint } from '../storage/checkpoints.ts'

/** The mirror's lines, or why it doesn't sign. */
export type MirrorAnswer =
  | { readonly kind: 'cosigned'; readonly cosignatures: string }
  | { readonly kind: 'alarmed'; readonly alarms: readonly Alarm[] }
  | { readonly kind: 'behind' }

/**
 * Moves the mirror checkpoint to one whose entries are all on the disk, and cosigns it. Only here is the mirror key used.
 * Nothing is signed while an alarm is open; the mirror checkpoint never goes back. Recorded before it is answered.
 */
export async function cosignMirror(member: Member, target: SignedCheckpoint): Promise<MirrorAnswer> {
  const { store, mirror, keys } = member
  if (mirror.held.size < target.size)
    throw new Error(`${target.size} entries are to be cosigned, ${mirror.held.size} held`)
  const open = stoppingAlarms(store)
  if (open.length > 0) return { kind: 'alarmed', alarms: open }

  const nowMilliseconds = member.now().epochMilliseconds
  const timeSeconds = Math.floor(nowMilliseconds / 1_000)
  const { text, signatures } = parseNote(target.note)
  const lines: NoteSignature[] = [await cosign(keys.mirror, text, timeSeconds)]
  if (keys.mirrorMlDsa) lines.push(await cosign(keys.mirrorMlDsa, text, timeSeconds))
  return store.transaction<MirrorAnswer>(() => {
    const alarms = stoppingAlarms(store)
    if (alarms.length > 0) return { kind: 'alarmed', alarms }
    if (target.size < mirrorState(store).size) return { kind: 'behind' }
    const { size, root } = target
    for (const { keyId } of lines) recordCosignature(store, { keyId, size, timeSeconds, root })
    saveMirrorCheckpoint(store, size, formatNote({ text, signatures: [...signatures, ...lines] }), nowMilliseconds)
    return { kind: 'cosigned', cosignatures: lines.map(formatSignatureLine).join('') }
  })
}

/** For an answer: which alarms keep the member from signing. */
export function describeAlarms(alarms: readonly Alarm[]): string {
  const named = alarms.map(({ name, subject, detail }) => `${name} (${subject}): ${detail}`)
  return `this member cosigns nothing while an alarm is open\n${named.join('\n')}\n`
}
