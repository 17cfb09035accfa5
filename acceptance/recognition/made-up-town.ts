import { type PlanVersion, parseResidentId } from '@tongzhou/core'
import { sql } from 'kysely'
import { system } from '../../packages/platform/src/commit/commit.ts'
import { insertPeople } from '../../packages/platform/src/identity/people-store.ts'
import { loadPlan } from '../../packages/platform/src/plans/index.ts'
import { affiliationHash, replaceAffiliations } from '../../packages/platform/src/review-board/affiliation-store.ts'
import { planWithBoard } from '../../packages/platform/test/made-up-board.ts'
import { admitMadeUpJurors } from '../../packages/platform/test/made-up-jurors.ts'
import { madeUpResidentId } from '../../packages/platform/test/made-up-people.ts'
import { addParticipants } from '../../packages/platform/test/made-up-sharing.ts'
import type { TestPlatform } from '../../packages/platform/test/platform.ts'

/** Somebody of the town, as a neighbour knows them. */
export interface Townsman {
  readonly personId: bigint
  readonly name: string
  readonly phone: string
  readonly documentNumber: string
  readonly bornOn: string
  readonly region: string
  readonly hospital: string
  readonly employer: string
  readonly joinedOn: string
}

/** Dice of a test's own, so that what is generated is the same in every run. */
export type Chance = () => number

export function chanceOf(seed: number): Chance {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export const pick = <One>(chance: Chance, some: readonly One[]): One => some[Math.floor(chance() * some.length)]!

export function shuffled<One>(chance: Chance, some: readonly One[]): One[] {
  return some
    .map((one) => ({ one, at: chance() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one)
}

const surnames = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张'
const givenNames = '瑾瑜璇珺翊昀晟睿琛烨祺骁'
const regions = ['110105', '310104', '440103', '510104', '330102']
const hospitals = ['仁济第三医院', '青山区人民医院', '长乐县中医院', '滨海新区总医院']
const employers = ['青山机械厂', '长乐纺织有限公司', '滨海货运公司', '仁和小学']
const days = ['2020-01-02', '2020-01-15', '2020-02-03', '2020-02-20', '2020-03-09']

/** Illnesses of the plans here, with a clause for each way of refusing. */
export const illnesses = ['stroke', 'lung-cancer', 'kidney-failure', 'leukaemia']
export const clauseIds = ['1', '2.1', '2.2', '3']

function planOf(code: string, change: object): PlanVersion {
  const plan = planWithBoard(change)
  const text = { en: 'A rule.', zh: '一条规则。' }
  return {
    ...plan,
    plan: code,
    clauses: clauseIds.map((id) => ({ id, text })),
    cover: {
      ...plan.cover,
      illnesses: illnesses.map((illness) => ({ code: illness, category: 'other', name: text })),
    },
  } as PlanVersion
}

export interface Town {
  readonly panelPlan: PlanVersion
  readonly openPlan: PlanVersion
  readonly people: ReadonlyMap<bigint, Townsman>
  /** Person ids of who may fall ill, by plan; nobody twice. */
  readonly patients: { readonly panel: bigint[]; readonly open: bigint[] }
  readonly jurors: { readonly panel: readonly bigint[]; readonly open: readonly bigint[] }
}

/** Two plans, their participants with names and papers, their jurors, and who is tied to whom. */
export async function makeTown(platform: TestPlatform, chance: Chance): Promise<Town> {
  // Long enough for panels that are drawn again and again to vote beside those that were seated first.
  const vote = { ...planWithBoard().disputes.vote!, openHours: 300 }
  const { panelSize: _, reserves: __, acceptHours: ___, ...open } = vote
  const panelPlan = planOf('panel-plan', { vote })
  const openPlan = planOf('open-plan', { mode: 'open', vote: open })
  const people = new Map<bigint, Townsman>()
  const town: Town = {
    panelPlan,
    openPlan,
    people,
    patients: { panel: numbers(1, 240), open: numbers(501, 560) },
    jurors: { panel: numbers(301, 420), open: numbers(601, 630) },
  }
  for (const [plan, first, count] of [
    [panelPlan, 1, 420],
    [openPlan, 501, 130],
  ] as const) {
    const source = JSON.stringify(plan)
    const loaded = await loadPlan(platform, { key: `plan-${plan.plan}`, actor: system, source })
    if (!loaded.accepted) throw new Error(JSON.stringify(loaded.refusal))
    for (const [at, joinedOn] of days.entries()) {
      const made = { first: BigInt(first + at), count: count / days.length, step: BigInt(days.length), joinedOn }
      await addParticipants(platform.database, plan, made)
      for (let id = first + at; id < first + count; id += days.length)
        people.set(BigInt(id), townsman(id, joinedOn, chance))
    }
  }
  await keepPeople(platform, [...people.values()])
  for (const [plan, ids] of [
    [panelPlan, town.jurors.panel],
    [openPlan, town.jurors.open],
  ] as const) {
    await admitMadeUpJurors(platform, {
      first: ids[0]!,
      count: ids.length,
      planCode: plan.plan,
      passedOn: '2020-04-02',
    })
  }
  await tie(platform, town, chance)
  return town
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => BigInt(from + at))

function townsman(id: number, joinedOn: string, chance: Chance): Townsman {
  const bornOn = `${1962 + Math.floor(chance() * 38)}-${String(1 + Math.floor(chance() * 12)).padStart(2, '0')}-15`
  const region = pick(chance, regions)
  return {
    personId: BigInt(id),
    // Each name once: surname, then the number in given names.
    name: surnames[id % 24]! + givenNames[Math.floor(id / 24) % 12]! + givenNames[Math.floor(id / 288) % 12]!,
    phone: `+86138${String(20_000_000 + id * 7_919).slice(-8)}`,
    documentNumber: madeUpResidentId(bornOn, id, region),
    bornOn,
    region: region.slice(0, 2),
    hospital: pick(chance, hospitals),
    employer: pick(chance, employers),
    joinedOn,
  }
}

async function keepPeople(platform: TestPlatform, people: readonly Townsman[]): Promise<void> {
  const today = Temporal.PlainDate.from('2020-06-01')
  const stored = people.map(({ documentNumber, name, personId, phone }) => {
    const read = parseResidentId(documentNumber, today)
    if (!read.accepted) throw new Error(read.refusal.code)
    const documentHash = platform.vault.lookupHash('document', documentNumber)
    return {
      personId,
      name,
      identity: read.value,
      documentHash,
      subjectKey: platform.vault.newSubjectKey(),
      phoneNumber: phone,
    }
  })
  for (const write of insertPeople(platform, stored as never, platform.clock.now()))
    await write.execute(platform.database)
  await sql`
    update participants set birth_date = people.birth_date, region = people.region
    from people where people.person_id = participants.person_id`.execute(platform.database)
}

/** Half of the patients have a juror in the family, and jurors have said where they work and are treated. */
async function tie(platform: TestPlatform, { jurors, patients, people }: Town, chance: Chance): Promise<void> {
  const { database } = platform
  const now = platform.clock.now()
  for (const mode of ['panel', 'open'] as const) {
    for (const patient of patients[mode].filter(() => chance() < 0.5)) {
      const juror = pick(chance, jurors[mode])
      await sql`insert into kinships values (${patient}, ${juror}, ${patient}, ${now}) on conflict do nothing`.execute(
        database,
      )
    }
    for (const juror of jurors[mode].filter(() => chance() < 0.3)) {
      const hash = affiliationHash(platform, 'hospital', people.get(juror)!.hospital)
      for (const write of replaceAffiliations(juror, 'hospital', [hash], now)) await write.execute(database)
    }
  }
}
