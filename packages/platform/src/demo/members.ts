import { writeFile } from 'node:fs/promises'
import { type PlanVersion, parseResidentId, questionsFor } from '@tongzhou/core'
import { sql } from 'kysely'
import { csvLine } from '../cli/csv.ts'
import { commit, system } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { documentHash } from '../identity/index.ts'
import { defaultJoining, importGroup } from '../participants/index.ts'
import { insertGroupAgreements } from './agreements-store.ts'
import type { MadeUpPerson } from './people.ts'

/** A made-up person who has joined. */
export interface Member {
  readonly person: MadeUpPerson
  readonly personId: bigint
  readonly participantId: bigint
  readonly payerPersonId: bigint
}

/** What somebody answers to the plan's health questions: no ill, unless they are barred. */
export function answersOf(
  plan: PlanVersion,
  { barred, bornOn, sex }: MadeUpPerson,
  today: Temporal.PlainDate,
): Readonly<Record<string, boolean>> {
  const questions = questionsFor(plan.eligibility, { bornOn, sex }, today)
  return Object.fromEntries(
    questions.map(({ barringAnswer, code }, index) => [code, barred && index === 0 ? barringAnswer : !barringAnswer]),
  )
}

/** Writes a group's file as a union would send it: Chinese headers, one line per person, payers first. */
export async function writeGroupFile(
  path: string,
  plan: PlanVersion,
  people: readonly MadeUpPerson[],
  everybody: readonly MadeUpPerson[],
  today: Temporal.PlainDate,
): Promise<void> {
  const questions = plan.eligibility.healthQuestions.map(({ code }) => code)
  const { wordings } = defaultJoining
  const header = [
    '姓名',
    '证件号码',
    '手机号',
    '与付款人关系',
    '付款人证件号码',
    '健康信息同意书版本',
    '公示同意书版本',
  ]
  const lines = [csvLine([...header, ...questions.map((code) => `健康告知:${code}`)])]
  for (const person of people) {
    const answers = answersOf(plan, person, today)
    const payer = person.payer && everybody[person.payer.index]!.residentId
    lines.push(
      csvLine([
        person.name,
        person.residentId,
        person.phone,
        person.payer?.relation ?? 'self',
        payer,
        wordings['health-data'],
        wordings.publication,
        ...questions.map((code) => (code in answers ? (answers[code] ? '是' : '否') : null)),
      ]),
    )
  }
  await writeFile(path, lines.join(''))
}

/** Imports a group's file as `tongzhou import` does; how many joined and how many rows were refused. */
export async function importFile(platform: Platform, planCode: string, path: string) {
  const group = { planCode, path, errorsPath: `${path}.errors.csv`, actor: system }
  const outcome = await importGroup(platform, defaultJoining, group)
  if (!outcome.accepted) throw new Error(`the group was refused: ${outcome.refusal.code}`)
  return outcome.event.answer
}

/**
 * The bank's list of a group's accounts: everybody who pays has agreed to be debited, all in one statement. (By themselves
 * people agree through `agreeToDebits`.)
 */
export async function agreeForGroup(platform: Platform, name: string, planCode: string): Promise<void> {
  const command = { key: `accounts-of:${name}`, kind: 'agree-for-group', actor: system, content: { name } }
  const outcome = await commit(platform, command, async (unit) => ({
    answer: null,
    rows: [insertGroupAgreements(planCode, unit.now)],
    events: [],
  }))
  if (!outcome.accepted) throw new Error(outcome.refusal.code)
}

/** Finds out which of these people have joined, and under which numbers, in one query. */
export async function findMembers(
  platform: Platform,
  planCode: string,
  people: readonly MadeUpPerson[],
  today: Temporal.PlainDate,
): Promise<readonly Member[]> {
  const byHash = new Map(
    people.map((person) => {
      const identity = parseResidentId(person.residentId, today)
      if (!identity.accepted) throw new Error(`a made-up number is refused: ${identity.refusal.code}`)
      return [documentHash(platform, identity.value).toString('hex'), person]
    }),
  )
  const { rows } = await sql<{
    document_hash: Buffer
    person_id: bigint
    participant_id: bigint
    payer_person_id: bigint
  }>`
    select d.document_hash, p.person_id, p.participant_id, p.payer_person_id
    from participants p join identity_documents d using (person_id)
    where p.plan_code = ${planCode} order by p.participant_id`.execute(platform.database)
  return rows.flatMap((row) => {
    const person = byHash.get(row.document_hash.toString('hex'))
    if (!person) return []
    const { participant_id: participantId, payer_person_id: payerPersonId, person_id: personId } = row
    return [{ person, personId, participantId, payerPersonId }]
  })
}
