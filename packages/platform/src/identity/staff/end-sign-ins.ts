import { refuse } from '@tongzhou/core'
import { type Actor, commit, type Outcome, type Row, type Unit } from '../../commit/commit.ts'
import type { Platform } from '../../commit/platform.ts'
import { deletePasskeys } from '../passkey-store.ts'
import { loadPerson } from '../people-store.ts'
import { endSessionsOf } from '../sign-in-store.ts'

export interface SignInsCommand {
  readonly key: string
  readonly actor: Actor
  readonly personId: bigint
}

/** Ends every session of a person, of the operator too who asks for it. Refused: person-unknown. */
export function endSessions(platform: Platform, command: SignInsCommand): Promise<Outcome<null>> {
  return onPerson(platform, 'end-sessions', command, ({ now }) => [endSessionsOf(command.personId, now)])
}

/**
 * Forgets the passkeys of somebody who has lost their device, and ends their sessions: until they make a new passkey they sign in to their
 * offices by a code again. Nobody does it for themselves, or a stolen code would be enough. Refused: own-role, person-unknown.
 */
export function forgetPasskeys(platform: Platform, command: SignInsCommand): Promise<Outcome<null>> {
  return onPerson(platform, 'forget-passkeys', command, ({ now }) =>
    command.actor.personId === command.personId
      ? refuse('own-role')
      : [deletePasskeys(command.personId), endSessionsOf(command.personId, now)],
  )
}

function onPerson(
  platform: Platform,
  kind: string,
  { actor, key, personId }: SignInsCommand,
  work: (unit: Unit) => readonly Row[] | ReturnType<typeof refuse>,
): Promise<Outcome<null>> {
  return commit<null>(platform, { key, kind, actor, content: { personId } }, async (unit) => {
    const rows = work(unit)
    if ('accepted' in rows) return rows
    if (!(await loadPerson(unit.reader, personId))) return refuse('person-unknown', {}, { field: 'personId' })
    return { answer: null, rows, events: [] }
  })
}
