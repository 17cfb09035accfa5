import { join } from 'node:path'
import { nextPeriods } from '@tongzhou/core'
import { system } from '../commit/commit.ts'
import { debtors, insertMessagesTo } from '../payments/index.ts'
import { loadPlan, planVersion } from '../plans/index.ts'
import { openOperatorKeeper } from '../review-board/index.ts'
import { Agenda, act, type Playable } from './agenda.ts'
import { controlCase, controlEvery, jurorStory, jurorsPerHundred } from './board-stories.ts'
import type { Chance } from './chance.ts'
import { claimStory } from './claim-stories.ts'
import { demoPlanCode, demoPlanText, demoQuestions, panelVersionText } from './demo-plan.ts'
import { chanceOfIllness, drawIllness } from './illnesses.ts'
import { deathStory, emptyAccountStory, joinAlone, leave } from './member-stories.ts'
import { agreeForGroup, findMembers, importFile, type Member, writeGroupFile } from './members.ts'
import { type MadeUpPerson, makePeople } from './people.ts'
import { makeDemoSignIns } from './sign-ins.ts'
import { answerOf, findStaff, type Stage } from './stage.ts'
import { wrongStatementStory } from './statement-stories.ts'
import type { World } from './world.ts'

export interface DemoSize {
  readonly participants: number
  readonly days: number
  /** How many times more illness than the reference: 20,000 people alone would have one case in a fortnight. */
  readonly illnessScale: number
}

/** How the participants come in: two groups by file, the rest one by one. */
const firstGroup = 0.92
const secondGroup = 0.06
const secondGroupDay = 90

/** Days between two wrong statements of the gateway. */
const wrongStatementEvery = 120

/** What happens to one participant in a year, besides illness. */
const perYear = { leaves: 0.025, dies: 0.0015, accountEmpty: 0.02 }

/** Loads the plan, makes the people up, lets the first group join, and enters into the agenda what will happen to everybody. */
export async function prepareDemo(world: World, chance: Chance, size: DemoSize, folder: string): Promise<Stage> {
  const { platform } = world
  const firstDay = platform.clock.today()
  const source = await demoPlanText(size.participants, firstDay)
  answerOf(await loadPlan(platform, { key: 'demo-plan', actor: system, source }), 'loading the plan')
  const panelsFrom = firstDay.add({ days: Math.floor(size.days / 2) })
  const second = panelVersionText(source, panelsFrom)
  answerOf(
    await loadPlan(platform, { key: 'demo-plan-2', actor: system, source: second }),
    'loading its second version',
  )
  await makeDemoSignIns(platform)
  const maker = makePeople(chance.fork('people'), firstDay)
  const counts = new Map<string, number>()
  const plan = await planVersion(platform.database, demoPlanCode, 1)
  const questions = demoQuestions(platform, plan)
  const keepers = await openOperatorKeeper(join(folder, 'board.json'))
  const stage: Stage = {
    world,
    plan,
    board: { keepers, origin: 'demo.example/log', debtors: debtors(), tell: insertMessagesTo },
    jurorRules: { debtors: debtors(), questionBanks: () => questions },
    staff: await findStaff(world),
    agenda: new Agenda(firstDay),
    chance: chance.fork('stories'),
    people: Array.from({ length: size.participants }, () => maker.next().value),
    members: new Map(),
    papersBefore: [],
    counts,
    count: (what) => counts.set(what, (counts.get(what) ?? 0) + 1),
  }
  const fates = new Fates(stage, size)
  const first = Math.floor(size.participants * firstGroup)
  const firstTwo = first + Math.floor(size.participants * secondGroup)
  await joinGroup(stage, fates, 'group-1', stage.people.slice(0, first), folder)
  const later = Math.min(secondGroupDay, size.days - 1)
  const group = stage.people.slice(first, firstTwo)
  stage.agenda.enter(
    firstDay.add({ days: later }),
    act(() => joinGroup(stage, fates, 'group-2', group, folder)),
  )
  for (const person of stage.people.slice(firstTwo)) {
    const day = firstDay.add({ days: chance.between(1, size.days - 1) })
    stage.agenda.enter(
      day,
      act(() => joinAlone(stage, person, (member) => fates.decide(member))),
    )
  }
  for (let day = wrongStatementEvery; day < size.days - 1; day += wrongStatementEvery) {
    stage.agenda.enter(sharingDayAfter(stage, firstDay.add({ days: day })), wrongStatementStory(stage))
  }
  for (let day = controlEvery; day < size.days - 30; day += controlEvery) {
    stage.agenda.enter(firstDay.add({ days: day }), controlCase(stage))
  }
  return stage
}

/** The next sharing day, on which thousands of debits stand in the statement. */
function sharingDayAfter({ plan }: Stage, day: Temporal.PlainDate): Temporal.PlainDate {
  return nextPeriods(plan, day, 1)[0]!.sharingDay
}

async function joinGroup(
  stage: Stage,
  fates: Fates,
  name: string,
  people: readonly MadeUpPerson[],
  folder: string,
): Promise<void> {
  const { platform } = stage.world
  const today = platform.clock.today()
  const path = join(folder, `${name}.csv`)
  await writeGroupFile(path, stage.plan, people, stage.people, today)
  const { added, errors } = await importFile(platform, stage.plan.plan, path)
  if (added + errors !== people.length)
    throw new Error(`${name}: ${added} joined and ${errors} errors of ${people.length}`)
  for (let row = 0; row < errors; row += 1) stage.count('joining refused in a group')
  await agreeForGroup(platform, name, stage.plan.plan)
  for (const member of await findMembers(platform, stage.plan.plan, people, today)) fates.decide(member)
}

/** Decides once, when somebody joins, on which day what will befall them; drawn from a stream of each person's own. */
class Fates {
  readonly #stage: Stage
  readonly #lastDay: Temporal.PlainDate
  readonly #illnessScale: number

  constructor(stage: Stage, { days, illnessScale }: DemoSize) {
    this.#stage = stage
    this.#lastDay = stage.world.platform.clock.today().add({ days: days - 1 })
    this.#illnessScale = illnessScale
  }

  decide(member: Member): void {
    const stage = this.#stage
    const { person } = member
    stage.members.set(person.index, member)
    const chance = stage.chance.fork(`fate ${person.index}`)
    const today = stage.world.platform.clock.today()
    const ageYears = person.bornOn.until(today, { largestUnit: 'year' }).years
    this.#enter(chance, chanceOfIllness(ageYears, this.#illnessScale), () =>
      claimStory(stage, member, drawIllness(chance, person.sex, ageYears)),
    )
    this.#enter(chance, perYear.leaves / 365, () => act(() => leave(stage, member)))
    this.#enter(chance, perYear.dies / 365, () => deathStory(stage, member))
    const isAdult = ageYears >= 18
    if (isAdult && chance.happens(jurorsPerHundred / 100)) {
      const { minDaysInPlan = 0 } = stage.plan.disputes.jurors ?? {}
      stage.agenda.enter(today.add({ days: minDaysInPlan + chance.between(1, 60) }), jurorStory(stage, member))
    }
    const paysForSelf = member.payerPersonId === member.personId
    if (paysForSelf) this.#enter(chance, perYear.accountEmpty / 365, () => emptyAccountStory(stage, member))
  }

  /** Enters what happens with this chance on each day, on the first day on which it happens. */
  #enter(chance: Chance, perDay: number, story: () => Playable): void {
    const days = Math.floor(Math.log(1 - chance.fraction()) / Math.log(1 - perDay)) + 1
    const today = this.#stage.world.platform.clock.today()
    if (days > today.until(this.#lastDay, { largestUnit: 'day' }).days) return
    this.#stage.agenda.enter(today.add({ days }), story())
  }
}
