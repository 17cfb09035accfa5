import { gradeQuiz as decideQuiz, refuse } from '@tongzhou/core'
import { sql } from 'kysely'
import { type Actor, commit, type Outcome } from '../commit/commit.ts'
import type { Platform, Reader } from '../commit/platform.ts'
import { planVersion } from '../plans/index.ts'
import { loadDispute, type StoredDispute } from './dispute-store.ts'
import { claimOf, type DisputeCommand } from './prepare-dispute.ts'
import { noteOpened, noteQuiz, type StoredSeat, seatOf } from './seat-store.ts'
import { sideOf } from './side-of.ts'

/** Who looks at a case file: a juror in a seat, a side of the case, or an officer. */
export interface CaseFileReader {
  readonly stored: StoredDispute
  readonly seat: StoredSeat | null
}

/**
 * Lets somebody see a sealed case file: jurors in their seats, the people of the case, reviewers, operators and auditors. To anybody else
 * there is none.
 */
export async function openCaseFile(
  platform: Platform,
  reader: Reader,
  actor: Actor,
  reference: string,
): Promise<CaseFileReader | ReturnType<typeof refuse>> {
  const notFound = refuse('dispute-not-found', { dispute: reference })
  const stored = await loadDispute(platform, reader, { reference })
  if (!stored || actor.personId === null) return notFound
  const seat = await seatOf(reader, stored.disputeId, actor.personId)
  if (seat?.seated && stored.dispute.file) return { stored, seat }
  if (actor.role !== 'participant') return { stored, seat: null }
  const claim = await claimOf(platform, reader, stored)
  const side = claim && (await sideOf(reader, claim, actor.personId))
  return side ? { stored, seat: null } : notFound
}

/** The case file as its readers see it; questions without their answers. */
export async function caseFileView(platform: Platform, actor: Actor, { seat, stored }: CaseFileReader) {
  const { dispute, reference } = stored
  const { closesAt, file, keepers, opened, status, threshold } = dispute
  const plan = await planVersion(platform.database, opened.planCode, opened.rulesVersion)
  if (seat && seat.openedAt === null) await noteFirstLook(platform, actor, seat)
  const clause = plan.clauses.find(({ id }) => id === file?.clause)
  const ballot = seat ? await newestBallot(platform.database, seat) : null
  return {
    dispute: reference,
    status,
    plan: opened.planCode,
    rulesVersion: opened.rulesVersion,
    illness: opened.illness,
    mild: opened.mild,
    summary: file?.summary ?? '',
    statements: { ...(file?.statements ?? { for: '', against: '' }) },
    clause: clause ? { id: clause.id, text: { ...clause.text } } : null,
    pages: (file?.pages ?? []).map(({ page, redactionId }) => ({ page, redactionId })),
    questions: (file?.questions ?? []).map(({ answers, question }) => ({ question, answers: [...answers] })),
    closesAt: closesAt?.toString() ?? null,
    keepers: keepers.map(({ key, name }) => ({ name, key })),
    threshold,
    juror: seat?.pseudonym ?? null,
    quizPassed: seat?.quizPassedAt != null,
    ballot,
  }
}

async function noteFirstLook(platform: Platform, actor: Actor, seat: StoredSeat): Promise<void> {
  const key = `first-look:${seat.disputeId}`
  const command = { key, kind: 'open-case-file', actor, content: { dispute: seat.disputeId } }
  const outcome = await commit<null>(platform, command, async ({ now }) => {
    return { answer: null, events: [], rows: [noteOpened(seat, now)] }
  })
  if (!outcome.accepted) throw new Error(`a first look was refused: ${outcome.refusal.code}`)
}

async function newestBallot(reader: Reader, { disputeId, pseudonym }: StoredSeat): Promise<string | null> {
  const { rows } = await sql<{ hash: Buffer }>`
    select hash from ballots where dispute_id = ${disputeId} and pseudonym = ${pseudonym}
    order by ballot_no desc limit 1`.execute(reader)
  return rows[0]?.hash.toString('base64') ?? null
}

/** What a juror is told of the quiz: where the answer stands to each question that was answered wrongly. */
export interface QuizResult {
  readonly passed: boolean
  readonly wrong: readonly { readonly question: number; readonly side: 'for' | 'against'; readonly passage: string }[]
}

/** Hands in the answers of the quiz. Refusals: dispute-not-found, not-seated, dispute-not-in-status, quiz-answers-malformed. */
export function answerQuiz(
  platform: Platform,
  command: DisputeCommand & { readonly answers: readonly number[] },
): Promise<Outcome<{ readonly passed: boolean; readonly wrong: readonly number[] }>> {
  const { actor, answers, dispute: reference, key } = command
  const content = { reference, answers }
  return commit(platform, { key, kind: 'answer-quiz', actor, content }, async ({ now, reader }) => {
    const stored = await loadDispute(platform, reader, { reference })
    if (!stored) return refuse('dispute-not-found', { dispute: reference })
    const seat = await seatOf(reader, stored.disputeId, actor.personId!)
    if (!seat?.seated) return refuse('not-seated')
    const { status } = stored.dispute
    if (status !== 'voting') return refuse('dispute-not-in-status', { status, allowed: 'voting' })
    const graded = decideQuiz(stored.dispute, answers)
    if (!graded.accepted) return graded
    const wrong = [...graded.event]
    const passed = wrong.length === 0
    return { answer: { passed, wrong }, events: [], rows: [noteQuiz(seat, passed, now)] }
  })
}

/** The passages that a juror is led back to. They are not part of the stored answer: a case file's words stay sealed. */
export async function quizResult(
  platform: Platform,
  reference: string,
  { passed, wrong }: { readonly passed: boolean; readonly wrong: readonly number[] },
): Promise<QuizResult> {
  const stored = await loadDispute(platform, platform.database, { reference })
  const questions = stored?.dispute.file?.questions ?? []
  return {
    passed,
    wrong: wrong.map((question) => {
      const { side, text } = questions[question]!.passage
      return { question, side, passage: text }
    }),
  }
}
