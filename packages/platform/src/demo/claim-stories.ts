import { dayOf, nextPeriods, requiredChecklist } from '@tongzhou/core'
import {
  acceptRefusal,
  addClaimEvidence,
  answerObjection,
  approveClaim,
  assignInvestigation,
  disputeObjection,
  disputeRefusal,
  fileClaim,
  loadClaim,
  passDeskReview,
  raiseObjection,
  referClaim,
  refuseClaim,
  reportInvestigation,
  requestEvidence,
  returnApproval,
  submitClaim,
  withdrawClaim,
} from '../claims/index.ts'
import { sameFilesElsewhere } from '../evidence/index.ts'
import { reviewBoard } from '../review-board/index.ts'
import type { Story } from './agenda.ts'
import type { Chance } from './chance.ts'
import type { MadeUpIllness } from './illnesses.ts'
import { falsePdf, type MedicalPaper, makeHospital, makePapers } from './medical-papers.ts'
import type { Member } from './members.ts'
import { simplePdf } from './simple-pdf.ts'
import { answerOf, type PersonActor, participantActor, type Stage } from './stage.ts'

/** One case on its way. */
interface Case {
  readonly stage: Stage
  readonly chance: Chance
  readonly member: Member
  readonly illness: MadeUpIllness
  readonly claimant: PersonActor
  readonly reference: string
  readonly papers: readonly MedicalPaper[]
  /** Counts the steps, so that each command has a key of its own. */
  nextKey(): string
}

const today = ({ plan, world }: Stage) => dayOf(world.platform.clock.now(), plan.timeZone)

/**
 * Somebody falls ill and claims: everything that may happen to a claim, with the odds of a busy office. Who is outside of the
 * cover files all the same; the plan's figures refuse that at once.
 */
export async function* claimStory(stage: Stage, member: Member, illness: MadeUpIllness, second = false): Story {
  const chance = stage.chance.fork(`claim ${member.person.index}${second ? ' again' : ''}`)
  const diagnosedOn = today(stage)
  yield chance.happens(0.02) ? stage.plan.filing.withinDays + chance.between(1, 30) : chance.between(2, 40)
  const hospital = makeHospital(chance, member.person.region)
  const claimant = participantActor(member.payerPersonId)
  let keys = 0
  const nextKey = () => `demo-claim:${member.participantId}${second ? ':again' : ''}:${keys++}`
  const outcome = await fileClaim(stage.world.platform, {
    key: nextKey(),
    actor: claimant,
    statement: {
      participantId: member.participantId,
      illness: illness.code,
      mild: illness.mild,
      cause: illness.cause,
      diagnosedOn,
      hospital,
      payeeAccount: `6200${String(member.participantId).padStart(15, '0')}`,
      payeeName: member.person.name,
    },
  })
  if (!outcome.accepted) {
    stage.count(`filing refused: ${outcome.refusal.code}`)
    return
  }
  const filed = outcome.event.answer
  const medical = { patient: member.person, illness, diagnosedOn, hospital }
  const papers = filed.status === 'refused' ? [] : await makePapers(chance, medical)
  const reference = filed.caseReference
  const one: Case = { stage, chance, member, illness, claimant, reference, papers, nextKey }
  if (filed.status === 'refused') yield* refusedStory(one)
  else yield* collectingStory(one)
}

const command = ({ nextKey, reference }: Case, actor: PersonActor) => ({
  key: nextKey(),
  actor,
  caseReference: reference,
})
const statusOf = async ({ reference, stage: { world } }: Case) =>
  (await loadClaim(world.platform, world.platform.database, reference))!.claim

async function* collectingStory(one: Case): Story {
  yield one.chance.between(0, 4)
  if (one.chance.happens(0.08)) await sendFalsePaper(one)
  // One claimant in a while sends somebody else's papers.
  const copied = one.chance.happens(0.04) ? one.stage.papersBefore.at(-1) : undefined
  for (const paper of copied ?? one.papers.slice(0, one.chance.happens(0.3) ? 3 : 2)) {
    answerOf(await addPaper(one, paper), 'adding a paper')
  }
  one.stage.papersBefore.push(one.papers)
  if (one.chance.happens(0.02)) {
    answerOf(await withdrawClaim(one.stage.world.platform, boardOf(one), command(one, one.claimant)), 'withdrawing')
    return
  }
  answerOf(await submitClaim(one.stage.world.platform, command(one, one.claimant)), 'handing in')
  yield* reviewStory(one)
}

function addPaper(one: Case, { bytes, fileName, mediaType }: MedicalPaper) {
  const { files, platform } = one.stage.world
  const file = { name: fileName, type: mediaType, bytes }
  return addClaimEvidence(platform, files, { ...command(one, one.claimant), file })
}

/** A GIF named .pdf: refused at intake, and nothing of it may stay. */
async function sendFalsePaper(one: Case): Promise<void> {
  const paper = { kind: 'pathology-report', fileName: '病理报告.pdf', mediaType: 'application/pdf' } as const
  const outcome = await addPaper(one, { ...paper, bytes: falsePdf() })
  if (outcome.accepted) throw new Error('a GIF named .pdf was taken as evidence')
  one.stage.count(`paper refused: ${outcome.refusal.code}`)
}

async function* reviewStory(one: Case): Story {
  const { chance, stage } = one
  const { platform } = stage.world
  const { reviewer } = stage.staff
  yield chance.between(1, 4)
  const stored = await loadClaim(platform, platform.database, one.reference)
  const copies = await sameFilesElsewhere(platform.database, stored!.claimId)
  if (copies.length > 0) {
    stage.count('papers noticed that were used in another case')
    yield* refusedByReviewer(one, 'forged-evidence', '提交的材料与另一案件的材料完全相同。')
    return
  }
  if (chance.happens(0.15) && !(yield* askForEvidence(one))) return
  const items = requiredChecklist(stage.plan, one.illness.code)
  const checklist = items.map(({ code }) => ({ code, satisfied: true, note: '' }))
  const passing = { ...command(one, reviewer), checklist, investigate: true, note: '材料齐全。' }
  answerOf(await passDeskReview(platform, passing), 'the desk review')
  yield* investigationStory(one)
}

/** Asks for another paper; false where nothing came and the calendar refused the claim. */
async function* askForEvidence(one: Case): AsyncGenerator<number, boolean, void> {
  const { chance, stage } = one
  const { platform } = stage.world
  const asking = { ...command(one, stage.staff.reviewer), question: '请补充出院记录。' }
  answerOf(await requestEvidence(platform, asking), 'asking for evidence')
  if (chance.happens(0.2)) {
    yield stage.plan.review.evidenceRequestDays + 2
    yield* refusedStory(one)
    return false
  }
  yield chance.between(2, 12)
  const paper = one.papers.at(-1)!
  const again = await addPaper(one, paper)
  // It may be the very file that was there already; then the claimant hands in what there is.
  if (!again.accepted && again.refusal.code !== 'evidence-already-added') answerOf(again, 'adding a paper')
  answerOf(await submitClaim(platform, command(one, one.claimant)), 'handing in again')
  yield chance.between(1, 3)
  return true
}

async function* investigationStory(one: Case): Story {
  const { chance, stage } = one
  const { platform } = stage.world
  const { investigator, reviewer } = stage.staff
  yield 1
  const assigning = { ...command(one, reviewer), investigatorPersonId: investigator.personId }
  answerOf(await assignInvestigation(platform, assigning), 'assigning an investigation')
  yield chance.between(4, 12)
  const report = '已与申请人面谈，并核对医院病历和既往记录。'
  answerOf(await reportInvestigation(platform, { ...command(one, investigator), report }), 'the report')
  yield chance.between(1, 3)
  yield* decisionStory(one)
}

async function* decisionStory(one: Case, wasReferred = false): Story {
  const { chance, stage } = one
  const { platform } = stage.world
  const { reviewer, secondReviewer } = stage.staff
  if (!wasReferred && chance.happens(0.03)) {
    const statement = '病历前后不一致，请赔审团裁定。'
    answerOf(await referClaim(platform, boardOf(one), { ...command(one, reviewer), statement }), 'referring a case')
    yield* boardStory(one)
    return
  }
  if (chance.happens(0.12)) {
    const [code, text] = chance.pick([
      ['undeclared-fact', '加入前曾连续服药超过 30 天，加入时未告知。'],
      ['not-the-defined-illness', '检查结果未达到该病种的定义。'],
      ['ill-before-joining', '病历显示加入前已确诊。'],
    ] as const)
    yield* refusedByReviewer(one, code, text)
    return
  }
  const approval = { clause: stage.plan.cover.clause, text: '符合规则，同意给付。' }
  const first = answerOf(await approveClaim(platform, { ...command(one, reviewer), ...approval }), 'approving')
  if (first.status === 'second-approval') {
    yield 1
    if (chance.happens(0.1)) {
      const text = '请补充说明首次确诊日期的依据。'
      answerOf(await returnApproval(platform, { ...command(one, secondReviewer), text }), 'returning')
      yield 2
      answerOf(await approveClaim(platform, { ...command(one, reviewer), ...approval }), 'approving again')
      yield 1
    }
    answerOf(await approveClaim(platform, { ...command(one, secondReviewer), ...approval }), 'the second approval')
  }
  yield* publishedStory(one)
}

async function* refusedByReviewer(
  one: Case,
  code: 'undeclared-fact' | 'not-the-defined-illness' | 'ill-before-joining' | 'forged-evidence',
  text: string,
): Story {
  const { stage } = one
  const undeclared = { question: 'long-medicine', bearing: '所服药物与本次所患疾病直接相关。' }
  const reason = {
    code,
    clause: code === 'undeclared-fact' ? stage.plan.eligibility.clause : stage.plan.cover.clause,
    text,
    ...(code === 'undeclared-fact' ? { undeclared } : {}),
  }
  const refusing = { ...command(one, stage.staff.reviewer), reason }
  answerOf(await refuseClaim(stage.world.platform, refusing), 'refusing')
  yield* refusedStory(one)
}

/** A refused claimant accepts, does nothing, or disputes. */
async function* refusedStory(one: Case): Story {
  const { chance, stage } = one
  const { platform } = stage.world
  const choice = chance.fraction()
  yield chance.between(1, 20)
  if (choice < 0.3) {
    answerOf(await acceptRefusal(platform, command(one, one.claimant)), 'accepting the refusal')
    return
  }
  if (choice < 0.6) return
  const statement = '我认为拒绝的理由不成立，请赔审团裁定。'
  answerOf(await disputeRefusal(platform, boardOf(one), { ...command(one, one.claimant), statement }), 'disputing')
  yield* boardStory(one)
}

/** Evidence that nobody had seen before. */
function newPaper({ member, reference }: Case): Uint8Array {
  return simplePdf([['New evidence', `case ${reference}`, `participant ${member.participantId}`]])
}

const boardOf = ({ stage }: Case) => reviewBoard(stage.world.platform)

/** Waits for the verdict; one claimant in a while takes the case back before it, one who lost appeals on a new paper. */
async function* boardStory(one: Case): Story {
  const { chance, stage } = one
  const { platform } = stage.world
  if (chance.happens(0.06)) {
    yield 2
    answerOf(await withdrawClaim(platform, boardOf(one), command(one, one.claimant)), 'taking a dispute back')
    return
  }
  while ((await statusOf(one)).status === 'disputed') yield 1
  const { status, verdicts } = await statusOf(one)
  if (status === 'approved') yield* publishedStory(one)
  else if (status === 'deciding') yield* decisionStory(one, true)
  else if (status === 'refused' && verdicts === 1 && one.papers.length > 0 && chance.happens(0.4)) {
    yield chance.between(2, 15)
    const paper = { ...one.papers[0]!, fileName: '新证据.pdf', bytes: newPaper(one) }
    answerOf(await addPaper(one, { ...paper, mediaType: 'application/pdf' }), 'adding new evidence')
    const statement = '我有新的检查报告，请再次裁定。'
    answerOf(await disputeRefusal(platform, boardOf(one), { ...command(one, one.claimant), statement }), 'appealing')
    yield* boardStory(one)
  }
}

/** An approved case waits for its publicity; some are objected to. What follows is the calendar's. */
async function* publishedStory(one: Case): Story {
  const { chance, stage } = one
  const [period] = nextPeriods(stage.plan, today(stage).add({ days: 1 }), 1)
  yield today(stage).until(period!.publicityDay, { largestUnit: 'day' }).days
  if (chance.happens(0.15)) yield* objectionStory(one)
  else if (chance.happens(0.05)) yield* claimAgainStory(one)
}

async function* objectionStory(one: Case): Story {
  const { chance, stage } = one
  const { platform } = stage.world
  const objector = chance.pick([...stage.members.values()])
  const reason = '申请人加入前已患此病。'
  const objecting = { ...command(one, participantActor(objector.personId)), reason }
  const outcome = await raiseObjection(platform, objecting)
  if (!outcome.accepted) {
    // The one who was picked has left, or is family.
    stage.count(`objection refused: ${outcome.refusal.code}`)
    return
  }
  const fate = chance.pickWeighted([
    ['dismissed', 6],
    ['upheld', 3],
    ['late', 2],
  ] as const)
  yield fate === 'late' ? 9 : 2
  const { openObjections } = await statusOf(one)
  const upheld = fate === 'upheld'
  const text = upheld ? '异议成立，重新审核。' : '异议不成立：病历显示首次确诊在加入之后。'
  const answer = { ...command(one, stage.staff.secondReviewer), objectionId: openObjections[0]!, upheld, text }
  answerOf(await answerObjection(platform, answer), 'answering an objection')
  if (upheld) yield* reviewStory(one)
  else if (chance.happens(0.4)) {
    const objectionId = openObjections[0]!
    const statement = '我仍认为加入前已患此病，请赔审团裁定。'
    const disputing = { ...command(one, participantActor(objector.personId)), objectionId, statement }
    answerOf(await disputeObjection(platform, boardOf(one), disputing), 'disputing an answer')
    yield* boardStory(one)
  }
}

/** Somebody who was paid out tries a second time; the plan pays once. */
async function* claimAgainStory({ illness, member, stage }: Case): Story {
  yield 60
  yield* claimStory(stage, member, illness, true)
}
