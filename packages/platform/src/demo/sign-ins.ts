import { type Actor, system } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { createDemoInbox, grantRole, personByPhone, phoneHash, requestCode, signInWithCode } from '../identity/index.ts'

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

/** Makes the accounts that are not there yet, by the same verbs as everybody's. Only where codes are shown, never for real. */
export async function makeDemoSignIns(platform: Platform): Promise<void> {
  for (const { phone, role } of demoSignIns) {
    const phoneNumber = `+86${phone}`
    const known = await personByPhone(platform.database, phoneHash(platform, phoneNumber))
    const personId = known?.personId ?? (await signUp(platform, phoneNumber))
    if (role === 'participant') continue
    const granting: Actor = system
    const outcome = await grantRole(platform, { key: `demo-office:${phone}:${role}`, actor: granting, personId, role })
    if (!outcome.accepted && outcome.refusal.code !== 'role-held') throw new Error(outcome.refusal.code)
  }
}

async function signUp(platform: Platform, phoneNumber: string): Promise<bigint> {
  const inbox = createDemoInbox(platform.clock)
  const sent = await requestCode(platform, inbox, phoneNumber)
  if (!sent.accepted) throw new Error(`no code for a demo account: ${sent.refusal.code}`)
  const code = /[0-9]{6}/.exec(inbox.messages()[0]!.text)![0]
  const signedIn = await signInWithCode(platform, phoneNumber, code)
  if (!signedIn.accepted) throw new Error(`a demo account could not sign in: ${signedIn.refusal.code}`)
  const person = await personByPhone(platform.database, phoneHash(platform, phoneNumber))
  return person!.personId
}
