import { refuse } from '@tongzhou/core'
import { openNote, TlogError, type VerifierKey } from '@tongzhou/tlog'
import { nodeVerifier } from '@tongzhou/tlog/node'

/** A consortium member, with the keys by which it speaks to the platform. */
export interface LogMember {
  readonly name: string
  readonly receiptKey: VerifierKey
  readonly attesterKey: VerifierKey
}

/** The log and the members of its consortium now. */
export interface LogMembers {
  /** Origin of the log: a receipt for another log is none for this one. */
  readonly origin: string
  readonly members: readonly LogMember[]
}

/**
 * Opens a note that one member signed with its key for this use; signatures of others are ignored. Refusals:
 * note-malformed, member-unknown (no member's key signed it), signature-invalid.
 */
export async function openMemberNote(note: string, { members }: LogMembers, use: 'receiptKey' | 'attesterKey') {
  try {
    const { text, signatures } = await openNote(
      note,
      members.map((member) => member[use]),
      nodeVerifier,
    )
    const member = members.find((one) => one[use] === signatures[0]!.key)!
    return { accepted: true as const, text, member: member.name }
  } catch (fault) {
    if (!(fault instanceof TlogError)) throw fault
    if (fault.code === 'unsigned') return refuse('member-unknown')
    if (fault.code === 'bad-signature') return refuse('signature-invalid')
    return refuse('note-malformed', { reason: fault.message })
  }
}
