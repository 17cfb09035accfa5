import { ballotHash, sealBallot } from '@tongzhou/ballot'
import type { CaseFile, Side } from '@tongzhou/core'
import { sql } from 'kysely'
import { type LeafFile, sequenceAll } from '../journal/index.ts'
import {
  addStatement,
  answerJurorExam,
  answerQuiz,
  beginJurorExam,
  castBallot,
  conductDisputes,
  loadAttempt,
  loadDispute,
  openControl,
  openDisputes,
  postWords,
  type StoredDispute,
  sealCaseFile,
  takeSeat,
} from '../review-board/index.ts'
import { act, type Playable, type Story } from './agenda.ts'
import type { Chance } from './chance.ts'
import type { Member } from './members.ts'
import { answerOf, participantActor, type Stage } from './stage.ts'

/** Out of a hundred members so many want to be jurors. */
export const jurorsPerHundred = 3
/** Days between two control cases. */
export const controlEvery = 150

/** Sits the examination until it is passed: most know the rules, some have to read them again. */
export async function* jurorStory(stage: Stage, member: Member): Story {
  const { platform } = stage.world
  const chance = stage.chance.fork(`juror ${member.person.index}`)
  const actor = participantActor(member.personId)
  const planCode = stage.plan.plan
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const key = `demo-exam:${member.participantId}:${attempt}`
    const begun = await beginJurorExam(platform, stage.jurorRules, { key, actor, planCode })
    if (!begun.accepted) {
      // Left, aged out, or a share is unpaid.
      stage.count(`exam refused: ${begun.refusal.code}`)
      return
    }
    const { attemptId } = begun.event.answer
    const answers = await examAnswers(stage, chance, member.personId, attemptId)
    const graded = answerOf(
      await answerJurorExam(platform, stage.jurorRules, { key: `${key}:answers`, actor, attemptId, answers }),
      'the exam',
    )
    stage.count(graded.passed ? 'exams passed' : 'exams failed')
    if (graded.passed) return
    yield 2
  }
}

async function examAnswers(stage: Stage, chance: Chance, personId: bigint, attemptId: string) {
  const { database } = stage.world.platform
  const attempt = await loadAttempt(database, personId, attemptId)
  const bank = await stage.jurorRules.questionBanks(stage.world.platform, stage.plan)
  const knows = chance.happens(0.85) ? 0.95 : 0.7
  return attempt!.questions.map(({ code, order }) => {
    const right = order.indexOf(bank!.questions.find((question) => question.code === code)!.right)
    return { code, answer: chance.happens(knows) ? right : (right + 1) % order.length }
  })
}

/** Everything that the board does by itself at this hour, the log caught up in between. */
export async function workOfBoard(stage: Stage): Promise<void> {
  const { leafFile, platform }: { leafFile: LeafFile; platform: Stage['world']['platform'] } = stage.world
  do await sequenceAll(platform, leafFile)
  while ((await conductDisputes(platform, stage.board)) > 0)
}

/** What reviewers and jurors do on a day for every dispute that is not decided. */
export async function playBoard(stage: Stage): Promise<void> {
  const { platform } = stage.world
  await workOfBoard(stage)
  for (const { dispute: reference } of await openDisputes(platform.database)) {
    const stored = (await loadDispute(platform, platform.database, { reference }))!
    const { status } = stored.dispute
    if (status === 'preparing') await prepare(stage, stored)
    else if (status === 'seating') await answerSeats(stage, stored)
    else if (status === 'voting') await vote(stage, stored)
  }
  await workOfBoard(stage)
}

const words: Readonly<Record<Side, string>> = {
  for: '所患疾病首次确诊在等待期之后，材料齐全，与未告知的情况无关。',
  against: '按条款核对病历与检查结果，不符合给付条件。',
}

async function prepare(stage: Stage, { dispute, reference }: StoredDispute): Promise<void> {
  const { platform } = stage.world
  const { reviewer } = stage.staff
  for (const side of ['for', 'against'] as const) {
    if (dispute.statements[side]) continue
    const command = { key: `demo-statement:${reference}:${side}`, actor: reviewer, dispute: reference, side }
    answerOf(await addStatement(platform, { ...command, text: words[side] }), 'a statement')
  }
  const file = caseFile(stage)
  const command = { key: `demo-file:${reference}`, actor: reviewer, dispute: reference, file }
  answerOf(await sealCaseFile(platform, command, async () => new Set()), 'sealing a case file')
}

const questions: CaseFile['questions'] = [
  {
    question: '申请一方认为首次确诊在什么时候？',
    answers: ['等待期之内', '等待期之后', '没有说明'],
    right: 1,
    passage: { side: 'for', text: '首次确诊在等待期之后' },
  },
  {
    question: '申请一方怎样看未告知的情况？',
    answers: ['与所患疾病无关', '是所患疾病的原因', '从未发生'],
    right: 0,
    passage: { side: 'for', text: '与未告知的情况无关' },
  },
  {
    question: '另一方核对了什么？',
    answers: ['邻居的说法', '付款记录', '病历与检查结果'],
    right: 2,
    passage: { side: 'against', text: '按条款核对病历与检查结果' },
  },
]

function caseFile({ plan }: Stage): CaseFile {
  const asked = plan.disputes.vote?.quizQuestions ?? 0
  return {
    summary: '成员申请互助金，双方对是否符合给付条件意见不一。',
    statements: words,
    clause: plan.cover.clause,
    pages: [],
    questions: questions.slice(0, asked),
  }
}

/** Drawn jurors answer: most accept, some decline, some are not heard of. */
async function answerSeats(stage: Stage, { disputeId, reference }: StoredDispute): Promise<void> {
  const { platform } = stage.world
  const { rows } = await sql<{ person_id: bigint }>`
    select person_id from dispute_seats where dispute_id = ${disputeId} and answer is null order by pseudonym`.execute(
    platform.database,
  )
  for (const { person_id: personId } of rows) {
    const chance = stage.chance.fork(`seat ${reference} ${personId} ${stage.world.platform.clock.today()}`)
    if (chance.happens(0.1)) continue
    const command = { key: `demo-seat:${reference}:${personId}`, actor: participantActor(personId), dispute: reference }
    const outcome = await takeSeat(platform, { ...command, accept: chance.happens(0.92) }, stage.board.debtors)
    if (!outcome.accepted) stage.count(`seat refused: ${outcome.refusal.code}`)
  }
}

/** Of a panel whoever has not voted, of an open vote some who have heard of it. */
async function vote(stage: Stage, stored: StoredDispute): Promise<void> {
  const { dispute, disputeId, reference } = stored
  const { platform } = stage.world
  const chance = stage.chance.fork(`votes ${reference} ${platform.clock.today()}`)
  if (!dispute.opened.terms.panel) await takeOpenSeats(stage, stored, chance)
  const { rows } = await sql<{ person_id: bigint; pseudonym: string; hash: Buffer | null }>`
    select s.person_id, s.pseudonym, b.hash from dispute_seats s
      left join ballots b on b.dispute_id = s.dispute_id and b.pseudonym = s.pseudonym and b.ballot_no = 1
    where s.dispute_id = ${disputeId} and s.seated order by s.pseudonym`.execute(platform.database)
  const leaning = 0.25 + 0.5 * stage.chance.fork(`leaning ${reference}`).fraction()
  for (const { hash, person_id: personId, pseudonym: juror } of rows) {
    // A few think again on another day.
    if (hash !== null ? !chance.happens(0.02) : !chance.happens(0.65)) continue
    await voteOne(stage, stored, { personId, juror, pays: chance.happens(leaning), chance })
  }
}

async function takeOpenSeats(stage: Stage, { reference }: StoredDispute, chance: Chance): Promise<void> {
  const { platform } = stage.world
  const { rows } = await sql<{ person_id: bigint }>`
    select person_id from jurors where plan_code = ${stage.plan.plan} and status = 'active' order by person_id`.execute(
    platform.database,
  )
  for (const { person_id: personId } of rows.filter(() => chance.happens(0.08))) {
    const command = { key: `demo-seat:${reference}:${personId}:${platform.clock.today()}`, dispute: reference }
    const given = { ...command, actor: participantActor(personId), accept: true }
    const outcome = await takeSeat(platform, given, stage.board.debtors)
    if (!outcome.accepted) stage.count(`seat refused: ${outcome.refusal.code}`)
  }
}

interface Voter {
  readonly personId: bigint
  readonly juror: string
  readonly pays: boolean
  readonly chance: Chance
}

async function voteOne(stage: Stage, { dispute, reference }: StoredDispute, voter: Voter): Promise<void> {
  const { chance, juror, pays, personId } = voter
  const { platform } = stage.world
  const actor = participantActor(personId)
  const key = `demo-vote:${reference}:${personId}:${platform.clock.today()}`
  const answers = dispute.file!.questions.map(({ right }) => right)
  answerOf(await answerQuiz(platform, { key: `${key}:quiz`, actor, dispute: reference, answers }), 'the quiz')
  if (chance.happens(0.1)) await speak(stage, reference, personId, chance)
  const vote = { choice: pays ? 'pay' : 'do-not-pay', clause: dispute.file!.clause } as const
  const text = pays ? '材料一致，应当给付。' : '按条款不应给付。'
  const { keepers, threshold } = dispute
  const sealed = await sealBallot({ vote, text, place: { dispute: reference, juror }, keepers, threshold })
  const replaces = await standingBallot(stage, reference, juror)
  answerOf(await castBallot(platform, { key, actor, dispute: reference, sealed, replaces }), 'a ballot')
  stage.count(replaces === null ? 'ballots cast' : 'ballots changed')
  // Somebody tries to vote twice from another telephone.
  if (!chance.happens(0.01)) return
  const twice = await castBallot(platform, { key: `${key}:again`, actor, dispute: reference, sealed, replaces: null })
  if (twice.accepted) throw new Error(`a second ballot ${ballotHash(sealed)} was taken`)
  stage.count(`ballot refused: ${twice.refusal.code}`)
}

async function standingBallot(stage: Stage, reference: string, juror: string): Promise<string | null> {
  const { rows } = await sql<{ hash: Buffer }>`
    select b.hash from ballots b join disputes d using (dispute_id)
    where d.reference = ${reference} and b.pseudonym = ${juror} order by ballot_no desc limit 1`.execute(
    stage.world.platform.database,
  )
  return rows[0]?.hash.toString('base64') ?? null
}

async function speak(stage: Stage, reference: string, personId: bigint, chance: Chance): Promise<void> {
  const { platform } = stage.world
  const careless = chance.happens(0.1)
  const text = careless ? '有问题请打我电话 138 0013 8000。' : '请大家看看病历第二页的日期。'
  const key = `demo-post:${reference}:${personId}:${platform.clock.today()}`
  const command = { key, actor: participantActor(personId), dispute: reference, words: text }
  const outcome = await postWords(platform, command)
  stage.count(outcome.accepted ? 'posts to other jurors' : `post refused: ${outcome.refusal.code}`)
}

/** A case whose outcome is known is mixed in. */
export function controlCase(stage: Stage): Playable {
  return act(async () => {
    const { platform } = stage.world
    const { code: illness } = stage.plan.cover.illnesses[0]!
    const key = `demo-control:${platform.clock.today()}`
    const facts = { planCode: stage.plan.plan, illness, mild: false, knownOutcome: 'do-not-pay' } as const
    const file = caseFile(stage)
    answerOf(await openControl(platform, { key, actor: stage.staff.operator, ...facts, file }), 'a control case')
  })
}
