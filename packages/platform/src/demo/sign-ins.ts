import { commit, system } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { grantRole, insertPhonePerson, nextPersonIds, personByPhone, phoneHash } from '../identity/index.ts'

/** One made-up account for each thing that one may be, with a phone number that nobody has. */
export interface DemoSignIn {
  readonly role: 'participant' | 'juror' | 'reviewer' | 'investigator' | 'finance' | 'operator' | 'auditor'
  readonly phone: string
}

export const demoSignIns: readonly DemoSignIn[] = [
  { role: 'participant', phone: '15499999901' },
  { role: 'juror', phone: '15499999902' },
  { role: 'reviewer', phone: '15499999903' },
  // Approvals above the plan's sum need two different people.
  { role: 'reviewer', phone: '15499999904' },
  { role: 'investigator', phone: '15499999905' },
  { role: 'finance', phone: '15499999906' },
  { role: 'operator', phone: '15499999907' },
  { role: 'auditor', phone: '15499999908' },
]

/** Makes the accounts that are not there yet, with their offices. Only where codes are shown, never for real. */
export async function makeDemoSignIns(platform: Platform): Promise<void> {
  for (const { phone, role } of demoSignIns) {
    const phoneNumber = `+86${phone}`
    const known = await personByPhone(platform.database, phoneHash(platform, phoneNumber))
    const personId = known?.personId ?? (await signUp(platform, phoneNumber))
    if (role === 'participant') continue
    const outcome = await grantRole(platform, { key: `demo-office:${phone}:${role}`, actor: system, personId, role })
    if (!outcome.accepted && outcome.refusal.code !== 'role-held') throw new Error(outcome.refusal.code)
  }
}

/** Without a code: one that was just sent would keep the first visitor from asking for theirs. */
async function signUp(platform: Platform, phoneNumber: string): Promise<bigint> {
  const key = `demo-account:${phoneNumber}`
  const command = { key, kind: 'make-demo-account', actor: system, content: {} }
  const outcome = await commit<{ personId: bigint }>(platform, command, async (unit) => {
    const [personId] = await nextPersonIds(unit.reader, 1)
    const rows = insertPhonePerson(platform, personId!, phoneNumber, unit.now)
    return { answer: { personId: personId! }, rows, events: [] }
  })
  if (!outcome.accepted) throw new Error(`a demo account could not be made: ${outcome.refusal.code}`)
  return BigInt(outcome.event.answer.personId)
}
