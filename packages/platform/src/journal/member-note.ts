import { refuse } from '@tongzhou/core'
import { openNote, parseVerifierKey, TlogError } from '@tongzhou/tlog'
import { nodeVerifier } from '@tongzhou/tlog/node'
import type { Reader } from '../commit/platform.ts'
import { loadConsortium } from './checkpoint-store.ts'

/**
 * Opens a note that a member of the consortium, as it is now, signed with its key for this use; signatures of others are ignored.
 * `origin` is the log's. Refusals: note-malformed, member-unknown (no member's key signed it), signature-invalid.
 */
export async function openMemberNote(reader: Reader, note: string, use: 'receiptKey' | 'attesterKey') {
  const consortium = await loadConsortium(reader)
  if (consortium === null) return refuse('member-unknown')
  const members = consortium.members.map((member) => ({ name: member.name!, key: parseVerifierKey(member[use]!) }))
  const keys = members.map(({ key }) => key)
  try {
    const { text, signatures } = await openNote(note, keys, nodeVerifier)
    const { name } = members.find(({ key }) => key === signatures[0]!.key)!
    return { accepted: true as const, text, member: name, origin: parseVerifierKey(consortium.logKey).name }
  } catch (fault) {
    if (!(fault instanceof TlogError)) throw fault
    if (fault.code === 'unsigned') return refuse('member-unknown')
    if (fault.code === 'bad-signature') return refuse('signature-invalid')
    return refuse('note-malformed', { reason: fault.message })
  }
}
