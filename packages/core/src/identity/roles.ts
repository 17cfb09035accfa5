/**
 * What somebody may be towards the platform. One person may hold several; a route names those that may call it.
 * `system` is the platform itself acting by its calendar (ageing out, ending for unpaid shares); nobody signs in as it.
 */
export const roles = [
  'participant',
  'juror',
  'reviewer',
  'investigator',
  'finance',
  'operator',
  'auditor',
  'system',
] as const

export type Role = (typeof roles)[number]

/** Whether a text from outside names a role that can be given to a person. */
export function isAssignableRole(text: string): text is Exclude<Role, 'system'> {
  return text !== 'system' && (roles as readonly string[]).includes(text)
}
