import { insertPhonePerson, nextPersonIds } from '../src/identity/index.ts'
import { defaultJoining, joinPlan } from '../src/participants/index.ts'
import { madeUpResidentId } from './made-up-people.ts'
import type { TestPlatform } from './platform.ts'

let people = 0

/** Somebody who has signed in; a member of `planCode` from the day of the clock where one is given. */
export async function person(
  platform: TestPlatform,
  { planCode, bornOn = '1990-03-07', answers = {} }: { planCode?: string; bornOn?: string; answers?: object } = {},
): Promise<bigint> {
  people += 1
  const [personId] = await nextPersonIds(platform.database, 1)
  const phone = `+86${13_500_000_000 + people}`
  for (const write of insertPhonePerson(platform, personId!, phone, platform.clock.now()))
    await write.execute(platform.database)
  if (planCode === undefined) return personId!
  const outcome = await joinPlan(platform, defaultJoining, {
    key: crypto.randomUUID(),
    actor: { role: 'participant', personId: personId! },
    planCode,
    relation: 'self',
    person: { name: '张三', document: { kind: 'cn-resident-id', number: madeUpResidentId(bornOn, people) } },
    consents: {
      'health-data': { given: true, wordingVersion: 1 },
      publication: { given: true, wordingVersion: 1 },
    },
    answers: answers as never,
  })
  if (!outcome.accepted) throw new Error(outcome.refusal.code)
  return personId!
}
