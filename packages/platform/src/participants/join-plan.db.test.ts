import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { madeUpResidentId } from '../../test/made-up-people.ts'
import { loadTestPlan, testPlan } from '../../test/plan.ts'
import { testPlatform } from '../../test/platform.ts'
import type { Outcome } from '../commit/commit.ts'
import {
  destroySubjectKey,
  insertPhonePerson,
  nextPersonIds,
  openDocumentNumber,
  openName,
  openSubjectKey,
  personSubject,
} from '../identity/index.ts'
import { type JoinAnswer, type JoinPlanCommand, joinPlan } from './join-plan.ts'
import { defaultJoining, type Joining, openDeclaration } from './joining.ts'
import { leavePlan } from './leave-plan.ts'
import { loadParticipant, participantsOf } from './store.ts'

const noon = '2026-11-25T04:00:00Z'
const platform = await testPlatform('2026-11-25')
const { database } = platform
await loadTestPlan(platform)
let nextPhone = 13_800_000_000
let nextSequence = 1

beforeEach(() => platform.clock.set(noon))

/** Somebody who has just signed in. */
async function signedIn(): Promise<JoinPlanCommand['actor']> {
  const [personId] = await nextPersonIds(database, 1)
  for (const write of insertPhonePerson(platform, personId!, `+86${nextPhone++}`, platform.clock.now())) {
    await write.execute(database)
  }
  return { role: 'participant', personId: personId! }
}

function freshNumber(bornOn = '1990-03-07'): string {
  return madeUpResidentId(bornOn, nextSequence++)
}

async function joining(
  changes: Partial<JoinPlanCommand> & { name?: string; number?: string } = {},
): Promise<JoinPlanCommand> {
  const { name = '张三', number = freshNumber(), ...others } = changes
  return {
    key: crypto.randomUUID(),
    actor: others.actor ?? (await signedIn()),
    planCode: testPlan.plan,
    person: { name, document: { kind: 'cn-resident-id', number } },
    relation: 'self',
    consents: {
      'health-data': { given: true, wordingVersion: 1 },
      publication: { given: true, wordingVersion: 1 },
    },
    answers: { 'serious-illness': false },
    ...others,
  }
}

function answerOf(outcome: Outcome<JoinAnswer>): JoinAnswer {
  if (!outcome.accepted) throw new Error(outcome.refusal.code)
  return outcome.event.answer
}

function codeOf(outcome: Outcome<JoinAnswer>): string {
  return outcome.accepted ? 'joined' : outcome.refusal.code
}

const join = (command: JoinPlanCommand, ports: Joining = defaultJoining) => joinPlan(platform, ports, command)

async function countRows(): Promise<unknown> {
  const { rows } = await sql`
    select (select count(*) from people) as people, (select count(*) from identity_documents) as documents,
      (select count(*) from participants) as participants, (select count(*) from active_memberships) as active,
      (select count(*) from membership_changes) as changes, (select count(*) from consents) as consents,
      (select count(*) from health_declarations) as declarations, (select count(*) from commands) as commands
    `.execute(database)
  return rows[0]
}

describe('joining for oneself', () => {
  test('stores a membership from today, with its consents and sealed answers', async () => {
    const command = await joining()
    const answer = answerOf(await join(command))
    expect(answer).toMatchObject({ joinedOn: '2026-11-25', coveredFrom: '2027-02-23' })
    const participantId = BigInt(answer.participantId)
    expect(await loadParticipant(database, participantId)).toEqual({
      participantId,
      personId: command.actor.personId,
      payerPersonId: command.actor.personId,
      relation: 'self',
      planCode: testPlan.plan,
      planVersion: 1,
      birthDate: Temporal.PlainDate.from('1990-03-07'),
      sex: 'male',
      region: '11',
      membership: { status: 'active', joinedOn: Temporal.PlainDate.from('2026-11-25'), endedOn: null, lapses: [] },
      paidOutOn: null,
    })
    const { rows } = await sql<{ sealed_answers: Buffer }>`
      select sealed_answers from health_declarations where participant_id = ${participantId}`.execute(database)
    const subjectKey = await openSubjectKey(platform, database, personSubject(command.actor.personId))
    expect(openDeclaration(platform, subjectKey, participantId, rows[0]!.sealed_answers)).toEqual({
      answers: { 'serious-illness': false },
      riskScore: null,
    })
  })

  test('begins on the day in Shanghai while the server is in UTC', async () => {
    platform.clock.set('2026-11-25T15:59:59Z')
    expect(answerOf(await join(await joining())).joinedOn).toBe('2026-11-25')
    platform.clock.set('2026-11-25T16:00:00Z')
    expect(answerOf(await join(await joining())).joinedOn).toBe('2026-11-26')
  })

  test.each([
    ['古丽米热\u2022艾比布力', '古丽米热\u00B7艾比布力'],
    ['古丽米热\u30FB艾比布力', '古丽米热\u00B7艾比布力'],
    ['葛曾䮌', '葛曾䮌'],
    ['𠮷田', '𠮷田'],
    ['𬭎', '𬭎'],
  ])('keeps the name %s as %s', async (typed, name) => {
    const command = await joining({ name: typed })
    answerOf(await join(command))
    expect(await openName(platform, database, command.actor.personId)).toBe(name)
  })

  test('with a small x is one person with the one of the large X', async () => {
    const number = madeUpResidentId('1949-12-31', 2)
    expect(number).toBe('11010519491231002X')
    const command = await joining({ number: '11010519491231002x' })
    expect(codeOf(await join(command))).toBe('too-old')
    const born = firstNumberWithX()
    const first = await joining({ number: born.toLowerCase() })
    answerOf(await join(first))
    expect(await openDocumentNumber(platform, database, first.actor.personId)).toBe(born)
    expect(codeOf(await join(await joining({ number: born })))).toBe('already-in-plan')
  })

  test('leaves neither name nor number readable in the database', async () => {
    const number = freshNumber()
    const command = await joining({ name: '欧阳不可见', number })
    answerOf(await join(command))
    const { rows } = await sql<{ text: string }>`
      select row_to_json(p)::text as text from people p union all select row_to_json(d)::text from identity_documents d
      union all select row_to_json(c)::text from commands c union all select row_to_json(p)::text from participants p
      `.execute(database)
    const dump = rows.map((row) => row.text).join('\n')
    expect(dump).toContain(String(command.actor.personId))
    for (const secret of [
      '欧阳不可见',
      Buffer.from('欧阳不可见').toString('hex'),
      number,
      Buffer.from(number).toString('hex'),
    ]) {
      expect(dump).not.toContain(secret)
    }
  })
})

/** The first made-up number of a day that ends in X. */
function firstNumberWithX(): string {
  for (let sequence = 900; sequence < 999; sequence += 1) {
    const number = madeUpResidentId('1991-05-05', sequence)
    if (number.endsWith('X')) return number
  }
  throw new Error('no number ends in X')
}

describe('a refused joining', () => {
  test('says why and changes nothing, nor does it burn its key', async () => {
    const command = await joining({ answers: { 'serious-illness': true } })
    const before = await countRows()
    const attempts: [Partial<JoinPlanCommand>, string][] = [
      [{ planCode: 'no-such-plan' }, 'plan-unknown'],
      [{ person: { ...command.person, name: '' } }, 'name-empty'],
      [{ person: { ...command.person, document: { kind: 'library-card', number: '1' } } }, 'document-kind-unknown'],
      [{ relation: 'child' }, 'payer-unidentified'],
      [{ consents: {} }, 'consent-missing'],
      [{}, 'health-declaration-bars'],
    ]
    for (const [changes, code] of attempts) expect(codeOf(await join({ ...command, ...changes }))).toBe(code)
    expect(await countRows()).toEqual(before)
    expect(codeOf(await join({ ...command, answers: { 'serious-illness': false } }))).toBe('joined')
  })

  test('names field and rule of a wrong document', async () => {
    const codes = ['110105491231002', '110105194912310021', madeUpResidentId('1990-02-30', 1)]
    const outcomes = []
    for (const number of codes) outcomes.push(await join(await joining({ number })))
    expect(outcomes.map((outcome) => !outcome.accepted && [outcome.refusal.code, outcome.refusal.field])).toEqual([
      ['id-number-15-digits', 'identity.number'],
      ['id-number-checksum', 'identity.number'],
      ['id-number-date', 'identity.number'],
    ])
  })

  test('in run-off is plan-not-open', async () => {
    const closed: Joining = { ...defaultJoining, isOpenToJoiners: () => Promise.resolve(false) }
    expect(codeOf(await join(await joining(), closed))).toBe('plan-not-open')
  })

  test('of one who shows a second document, or that of somebody else, is refused', async () => {
    const first = await joining()
    const { participantId } = answerOf(await join(first))
    await leavePlan(platform, { key: crypto.randomUUID(), actor: first.actor, participantId: BigInt(participantId) })
    expect(codeOf(await join(await joining({ actor: first.actor })))).toBe('identity-belongs-to-another')
    expect(codeOf(await join(await joining({ person: first.person })))).toBe('identity-belongs-to-another')
    expect(codeOf(await join({ ...first, key: crypto.randomUUID() }))).toBe('joined')
  })
})

describe('one person', () => {
  test('joins a plan once; the second try says so and nothing else', async () => {
    const number = freshNumber()
    answerOf(await join(await joining({ number })))
    const before = await countRows()
    const outcome = await join(await joining({ number, name: '李四' }))
    expect(outcome).toEqual({ accepted: false, refusal: { code: 'already-in-plan', facts: {}, field: 'identity' } })
    // The second try had signed in, which is one person more; it left nothing else.
    expect(await countRows()).toEqual({ ...(before as object), people: (before as { people: bigint }).people + 1n })
  })

  test('who joins twice at the same moment is in once, and the other try is refused', async () => {
    const number = freshNumber()
    const tries = await Promise.all([joining({ number }), joining({ number })])
    const codes = (await Promise.all(tries.map((command) => join(command)))).map(codeOf)
    expect(codes.sort()).toEqual(['already-in-plan', 'joined'])
  })

  test('who joins 20 times at once with 20 keys is in once', async () => {
    const number = freshNumber()
    const actor = await signedIn()
    const tries = await Promise.all(Array.from({ length: 20 }, () => joining({ number, actor })))
    const codes = (await Promise.all(tries.map((command) => join(command)))).map(codeOf)
    expect(codes.filter((code) => code === 'joined')).toHaveLength(1)
    expect(codes.filter((code) => code === 'already-in-plan')).toHaveLength(19)
    expect(await participantsOf(database, actor.personId)).toHaveLength(1)
  })

  test('whose one request arrives 20 times at once is in once, with one answer', async () => {
    const command = await joining()
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => join(command)))
    expect(new Set(outcomes.map((outcome) => answerOf(outcome).participantId)).size).toBe(1)
    expect(outcomes.filter((outcome) => outcome.accepted && !outcome.event.repeated)).toHaveLength(1)
    expect(await participantsOf(database, command.actor.personId)).toHaveLength(1)
  })

  test('who sends a key again with another content is refused', async () => {
    const command = await joining()
    answerOf(await join(command))
    expect(codeOf(await join({ ...command, person: { ...command.person, name: '李四' } }))).toBe(
      'idempotency-key-reused',
    )
  })
})

describe('many who join at the same moment', () => {
  test('are each told what they would be told alone', async () => {
    const number = freshNumber()
    const parent = await joining()
    answerOf(await join(parent))
    const tries = await Promise.all([
      joining(),
      joining({ number }),
      joining({ number }),
      joining({ number: freshNumber('1950-01-01') }),
      joining({ answers: { 'serious-illness': true } }),
      joining({ actor: parent.actor, relation: 'child', number: freshNumber('2020-01-01') }),
      joining({ relation: 'child', number: freshNumber('2020-01-01') }),
      joining(),
    ])
    const before = (await countRows()) as Record<string, bigint>
    const outcomes = await Promise.all(tries.map((command) => join(command)))
    const codes = outcomes.map(codeOf)
    // Two show one document: whichever is read first is in.
    expect(codes.slice(1, 3).sort()).toEqual(['already-in-plan', 'joined'])
    expect([codes[0], ...codes.slice(3)]).toEqual([
      'joined',
      'too-old',
      'health-declaration-bars',
      'joined',
      'payer-unidentified',
      'joined',
    ])
    const after = (await countRows()) as Record<string, bigint>
    expect(Object.fromEntries(Object.entries(after).map(([name, count]) => [name, count - before[name]!]))).toEqual({
      people: 1n,
      documents: 4n,
      participants: 4n,
      active: 4n,
      changes: 4n,
      consents: 8n,
      declarations: 4n,
      commands: 4n,
    })
    const numbers = outcomes.flatMap((outcome) => (outcome.accepted ? [outcome.event.answer.participantId] : []))
    expect(new Set(numbers).size).toBe(4)
    // Again with the same keys: the same answers, and those who were refused are refused again.
    expect((await Promise.all(tries.map((command) => join(command)))).map(codeOf)).toEqual(codes)
    expect(await countRows()).toEqual(after)
  })

  test('are not held up by somebody whose data is deleted at that moment', async () => {
    const [gone, stays] = [await joining(), await joining()]
    await destroySubjectKey(personSubject(gone.actor.personId), platform.clock.now()).execute(database)
    const before = await countRows()
    expect(codeOf(await join(gone))).toBe('not-signed-in')
    expect(await countRows()).toEqual(before)
    const outcomes = await Promise.all([join(gone), join(stays)])
    expect(outcomes.map(codeOf)).toEqual(['not-signed-in', 'joined'])
  })

  test('are two hundred, each with a membership of their own', async () => {
    const tries = await Promise.all(Array.from({ length: 200 }, () => joining()))
    const outcomes = await Promise.all(tries.map((command) => join(command)))
    expect(new Set(outcomes.map((outcome) => answerOf(outcome).participantId)).size).toBe(200)
    for (const [at, command] of tries.entries()) {
      const participant = await loadParticipant(database, BigInt(answerOf(outcomes[at]!).participantId))
      expect(participant?.personId).toBe(command.actor.personId)
    }
  })
})

describe('joining a family member', () => {
  test('makes the parent the payer of a child of 30 days', async () => {
    const parent = await joining()
    answerOf(await join(parent))
    const child = { actor: parent.actor, relation: 'child' as const, name: '张小' }
    expect(codeOf(await join(await joining({ ...child, number: freshNumber('2026-10-27') })))).toBe('too-young')
    const answer = answerOf(await join(await joining({ ...child, number: freshNumber('2026-10-26') })))
    const participant = await loadParticipant(database, BigInt(answer.participantId))
    expect(participant).toMatchObject({ payerPersonId: parent.actor.personId, relation: 'child' })
    expect(participant!.personId).not.toBe(parent.actor.personId)
    expect(await openName(platform, database, participant!.personId)).toBe('张小')
  })

  test('does not take oneself for the child', async () => {
    const parent = await joining()
    answerOf(await join(parent))
    const oneself = { ...parent, key: crypto.randomUUID(), relation: 'child' as const }
    expect(codeOf(await join(oneself))).toBe('relation-is-self')
  })

  test('who is in the plan already is refused without a word about whose child it is', async () => {
    const number = freshNumber('2020-01-01')
    const [mother, father] = [await joining(), await joining()]
    answerOf(await join(mother))
    answerOf(await join(father))
    answerOf(await join(await joining({ actor: mother.actor, relation: 'child', number })))
    expect(await join(await joining({ actor: father.actor, relation: 'child', number }))).toEqual({
      accepted: false,
      refusal: { code: 'already-in-plan', facts: {}, field: 'identity' },
    })
  })
})
