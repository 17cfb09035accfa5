import type { Recordable, Role } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Actor, JournalEvent } from './commit.ts'
import type { Write } from './platform.ts'

/** Roles in which somebody acts for the plan and not for themselves. */
export const offices = ['reviewer', 'investigator', 'finance', 'operator', 'auditor'] as const satisfies readonly Role[]
export type Office = (typeof offices)[number]

export function isOffice(role: Role): role is Office {
  return (offices as readonly Role[]).includes(role)
}

/** Members of a command's content under which its act is found again, and what stands before their value. */
const found = {
  caseReference: 'claim',
  participantId: 'participant',
  personId: 'person',
  planCode: 'plan',
  jurorId: 'juror',
}

export interface OfficeAct {
  readonly actor: Actor & { readonly role: Office }
  readonly kind: string
  readonly about: readonly string[]
}

/** What a command is about: what its content names, the subjects of its events, and what its work found out. */
export function aboutOf(
  content: Recordable,
  events: readonly Pick<JournalEvent, 'subject'>[],
  besides: readonly string[],
): readonly string[] {
  const named = Object.entries(found).flatMap(([member, word]) => {
    const value = (content as Readonly<Record<string, unknown>> | null)?.[member]
    return typeof value === 'string' || typeof value === 'bigint' ? [`${word}/${value}`] : []
  })
  return [...new Set([...named, ...events.map(({ subject }) => subject), ...besides])]
}

/** One line of the audit trail. */
export function insertOfficeAct({ about, actor, kind }: OfficeAct, now: Temporal.Instant): Write {
  return sql`
    insert into office_acts (person_id, role, kind, about, recorded_at)
    values (${actor.personId}, ${actor.role}, ${kind}, ${[...about]}::text[], ${now})`
}
