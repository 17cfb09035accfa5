import { ballotHash, sealBallot, type Vote } from '@tongzhou/ballot'
import { accept, type CaseFile, type ClaimEvent } from '@tongzhou/core'
import { sql } from 'kysely'
import {
  answerObjection,
  disputeObjection,
  disputeRefusal,
  loadClaim,
  raiseObjection,
  withdrawClaim,
} from '../../packages/platform/src/claims/index.ts'
import { takeStep } from '../../packages/platform/src/claims/take-step.ts'
import { postWords } from '../../packages/platform/src/review-board/discuss.ts'
import { castBallot, reviewBoard } from '../../packages/platform/src/review-board/index.ts'
import { openControl } from '../../packages/platform/src/review-board/open-control.ts'
import { addStatement, sealCaseFile } from '../../packages/platform/src/review-board/prepare-dispute.ts'
import { takeSeat } from '../../packages/platform/src/review-board/take-seat.ts'
import { publishPeriod } from '../../packages/platform/src/sharing/index.ts'
import { type Board, madeUpFile } from '../../packages/platform/test/made-up-board.ts'
import { disputeOf, refusedClaim } from '../../packages/platform/test/made-up-disputes.ts'
import { approveCase, type MadeCase } from '../../packages/platform/test/made-up-sharing.ts'
import type { TestPlatform } from '../../packages/platform/test/platform.ts'
import { type Chance, clauseIds, illnesses, pick, shuffled, type Town } from './made-up-town.ts'

const reviewer = { role: 'reviewer', personId: 900_002n } as const
const operator = { role: 'operator', personId: 900_003n } as const
/** Claims that become public at the beginning, and are objected to. */
const publishedAtFirst = 12

type Mode = 'panel' | 'open'

/** A dispute as its makers know it. */
export interface TrueDispute {
  readonly reference: string
  readonly mode: Mode
  readonly kind: 'refusal' | 'objection' | 'appeal' | 'control'
  /** Null for a control case. */
  readonly caseReference: string | null
  readonly round: number
  readonly withdrawn: 'never' | 'before it was told' | 'during the vote'
}

interface Opened extends TrueDispute {
  readonly personId: bigint | null
  /** The side that a reviewer still has to speak for, and who speaks. */
  readonly missing: 'for' | 'against' | null
}

/** Everything that was said in confidence, as it was typed. */
export const secretsSaid: string[] = []
const say = (words: string) => {
  secretsSaid.push(words)
  return words
}

/** Plays a board through its disputes. Who they are about and who judges is remembered for the attacks alone. */
export class Hundred {
  readonly platform: TestPlatform
  readonly board: Board
  readonly town: Town
  readonly disputes: TrueDispute[] = []
  readonly #chance: Chance
  readonly #open = new Map<string, Opened>()
  readonly #rejected: { readonly caseReference: string; readonly personId: bigint }[] = []
  readonly #objected: {
    readonly caseReference: string
    readonly objectorPersonId: bigint
    readonly claimantPersonId: bigint
    readonly objectionId: string
  }[] = []

  constructor(platform: TestPlatform, board: Board, town: Town, chance: Chance) {
    this.platform = platform
    this.board = board
    this.town = town
    this.#chance = chance
  }

  #accepted<Answer>(
    outcome:
      | { readonly accepted: true; readonly event: { readonly answer: Answer } }
      | { readonly accepted: false; readonly refusal: object },
  ): Answer {
    if (!outcome.accepted) throw new Error(JSON.stringify(outcome.refusal))
    return outcome.event.answer
  }

  /** Some minutes go by. */
  #wait(): void {
    this.platform.clock.advance({ milliseconds: Math.floor(20_000 + this.#chance() * 900_000) })
  }

  #claim(personId: bigint): MadeCase {
    const { hospital, name, phone } = this.town.people.get(personId)!
    const day = this.platform.clock.now().toZonedDateTimeISO('Asia/Shanghai').toPlainDate()
    const caseReference = Array.from({ length: 8 }, () =>
      pick(this.#chance, [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ']),
    ).join('')
    return {
      caseReference: `${caseReference.slice(0, 4)}-${caseReference.slice(4)}`,
      participantId: personId,
      on: day.toString(),
      statement: {
        illness: pick(this.#chance, illnesses),
        hospital,
        payeeName: name,
        payeeAccount: `622202${phone.slice(3)}`,
      },
    }
  }

  /** Claims are published with the period, some are objected to, and the objections are turned down. */
  async publish(code: string, objections: number): Promise<void> {
    const { panelPlan, patients, people } = this.town
    const period = { key: this.board.key(), actor: operator, planCode: panelPlan.plan, code }
    const made: MadeCase[] = []
    for (let at = 0; at < (objections > 0 ? publishedAtFirst : 0); at += 1) {
      const claim = this.#claim(patients.panel.pop()!)
      await approveCase(this.platform, panelPlan, claim)
      made.push(claim)
    }
    this.#accepted(await publishPeriod(this.platform, period))
    for (const { caseReference, participantId } of made.slice(0, objections)) {
      const objectorPersonId = patients.panel.pop()!
      const { name } = people.get(participantId)!
      const actor = this.board.actor(objectorPersonId)
      const reason = say(`${name}两年前就在${people.get(participantId)!.hospital}住过院。`)
      this.#accepted(await raiseObjection(this.platform, { key: this.board.key(), actor, caseReference, reason }))
      const stored = await loadClaim(this.platform, this.platform.database, caseReference)
      const objectionId = stored!.claim.openObjections[0]!
      const answer = {
        key: this.board.key(),
        actor: reviewer,
        caseReference,
        objectionId,
        upheld: false,
        text: say(`已向${name}核实。`),
      }
      this.#accepted(await answerObjection(this.platform, answer))
      this.#objected.push({ caseReference, objectorPersonId, claimantPersonId: participantId, objectionId })
      this.#wait()
    }
  }

  /** One round: cases come, are prepared in some order, drawn, judged, decided. */
  async round(round: number): Promise<void> {
    const opened: Opened[] = []
    for (const open of shuffled(this.#chance, this.#planned(round))) {
      const one = await open()
      opened.push(one)
      this.#open.set(one.reference, one)
      this.#wait()
    }
    for (const one of shuffled(this.#chance, opened)) {
      await this.#prepare(one)
      this.#wait()
    }
    const early = opened.find(({ withdrawn }) => withdrawn === 'before it was told')
    if (early) await this.#withdraw(early)
    await this.board.work()
    const alive = opened.filter(({ withdrawn }) => withdrawn !== 'before it was told')
    await this.#seat(alive)
    await this.#vote(alive)
    for (const one of alive) if (one.withdrawn === 'during the vote') await this.#withdraw(one)
    for (const hours of [300, 25]) {
      this.platform.clock.advance({ hours })
      await this.board.work()
    }
    await this.#remember(opened)
  }

  /** Twenty disputes: an objection or an appeal that has not come up yet leaves its place to a refusal. */
  #planned(round: number): (() => Promise<Opened>)[] {
    const appeals = this.#rejected
      .splice(0)
      .slice(-2)
      .map((one) => () => this.#appeal(round, one))
    const objections = this.#objected.splice(0, 2).map((one) => () => this.#disputeObjection(round, one))
    const refusals = 10 - appeals.length - objections.length
    const withdrawn = ['during the vote', 'before it was told'] as const
    return [
      ...appeals,
      ...objections,
      ...times(refusals, (at) => () => this.#disputeRefusal('panel', round, withdrawn[at] ?? 'never')),
      ...times(6, () => () => this.#control('panel', round)),
      ...times(3, (at) => () => this.#disputeRefusal('open', round, at === 0 ? 'during the vote' : 'never')),
      () => this.#control('open', round),
    ]
  }

  async #disputeRefusal(mode: Mode, round: number, withdrawn: TrueDispute['withdrawn']): Promise<Opened> {
    const personId = this.town.patients[mode].pop()!
    const claim = this.#claim(personId)
    await refusedClaim(this.platform, mode === 'panel' ? this.town.panelPlan : this.town.openPlan, claim)
    this.#wait()
    return this.#byClaimant({ mode, kind: 'refusal', round, withdrawn, caseReference: claim.caseReference, personId })
  }

  async #appeal(
    round: number,
    { caseReference, personId }: { caseReference: string; personId: bigint },
  ): Promise<Opened> {
    // An appeal rests on new evidence.
    const evidenceId = crypto.randomUUID()
    const paper = { kind: 'evidence-added', evidenceId, sha256Commitment: `${'A'.repeat(43)}=` } as const
    const content = { caseReference, evidenceId }
    const command = { key: this.board.key(), kind: 'test', actor: this.board.actor(personId), content }
    this.#accepted(await takeStep(this.platform, command, caseReference, async () => accept<ClaimEvent>(paper)))
    return this.#byClaimant({ mode: 'panel', kind: 'appeal', round, withdrawn: 'never', caseReference, personId })
  }

  async #byClaimant(
    known: Omit<Opened, 'reference' | 'missing'> & { readonly personId: bigint; readonly caseReference: string },
  ): Promise<Opened> {
    const { caseReference, personId } = known
    const { documentNumber, employer, name, phone } = this.town.people.get(personId)!
    const statement = say(`我是${employer}的${name}，身份证${documentNumber}，请打${phone.slice(3)}。`)
    const command = { key: this.board.key(), actor: this.board.actor(personId), caseReference, statement }
    this.#accepted(await disputeRefusal(this.platform, reviewBoard(this.platform), command))
    return { ...known, reference: await disputeOf(this.platform, caseReference), missing: 'against' }
  }

  async #disputeObjection(
    round: number,
    {
      caseReference,
      claimantPersonId,
      objectionId,
      objectorPersonId,
    }: { caseReference: string; objectorPersonId: bigint; claimantPersonId: bigint; objectionId: string },
  ): Promise<Opened> {
    const statement = say(`我在${this.town.people.get(claimantPersonId)!.employer}与此人同事。`)
    const command = {
      key: this.board.key(),
      actor: this.board.actor(objectorPersonId),
      caseReference,
      objectionId,
      statement,
    }
    this.#accepted(await disputeObjection(this.platform, reviewBoard(this.platform), command))
    const reference = await disputeOf(this.platform, caseReference)
    return {
      reference,
      mode: 'panel',
      kind: 'objection',
      round,
      withdrawn: 'never',
      caseReference,
      personId: claimantPersonId,
      missing: 'for',
    }
  }

  async #control(mode: Mode, round: number): Promise<Opened> {
    const plan = mode === 'panel' ? this.town.panelPlan : this.town.openPlan
    const given = {
      key: this.board.key(),
      actor: operator,
      planCode: plan.plan,
      illness: pick(this.#chance, illnesses),
      mild: false,
    }
    const control = { ...given, file: this.#file(), knownOutcome: pick(this.#chance, ['pay', 'do-not-pay'] as const) }
    const { dispute } = this.#accepted(await openControl(this.platform, control))
    return {
      reference: dispute,
      mode,
      kind: 'control',
      round,
      withdrawn: 'never',
      caseReference: null,
      personId: null,
      missing: null,
    }
  }

  #file(): CaseFile {
    return { ...madeUpFile, clause: pick(this.#chance, clauseIds) }
  }

  async #prepare({ missing, personId, reference }: Opened): Promise<void> {
    if (missing === null) return
    const { name } = this.town.people.get(personId!)!
    const actor = missing === 'against' ? reviewer : this.board.actor(personId!)
    const said = {
      key: this.board.key(),
      actor,
      dispute: reference,
      side: missing,
      text: say(`${name}的病历已看过。`),
    } as const
    this.#accepted(await addStatement(this.platform, said))
    this.#wait()
    const named = { ...this.#file(), summary: say(`${name}的申请被拒绝。`) }
    const sealing = { key: this.board.key(), actor: reviewer, dispute: reference, file: named }
    const refused = await sealCaseFile(this.platform, sealing, async () => new Set())
    if (refused.accepted) throw new Error('a name was sealed')
    this.#accepted(
      await sealCaseFile(
        this.platform,
        { ...sealing, key: this.board.key(), file: this.#file() },
        async () => new Set(),
      ),
    )
  }

  async #withdraw({ caseReference, personId }: Opened): Promise<void> {
    const command = { key: this.board.key(), actor: this.board.actor(personId!), caseReference: caseReference! }
    this.#accepted(await withdrawClaim(this.platform, reviewBoard(this.platform), command))
    this.#wait()
  }

  /** Drawn jurors accept, decline or say nothing; in open votes about half of the jurors take a seat. */
  async #seat(opened: readonly Opened[]): Promise<void> {
    for (let draw = 0; draw < 8; draw += 1) {
      const { rows } = await sql<{ reference: string; person_id: bigint }>`
        select reference, person_id from dispute_seats join disputes using (dispute_id)
        where answer is null and status = 'seating' order by reference, pseudonym`.execute(this.platform.database)
      if (rows.length === 0) break
      for (const { person_id, reference } of shuffled(this.#chance, rows)) {
        const luck = this.#chance()
        if (luck < 0.03) continue
        await this.#answer(reference, person_id, luck > 0.13)
      }
      this.platform.clock.advance({ hours: 25 })
      await this.board.work()
    }
    for (const { mode, reference } of opened) {
      if (mode !== 'open') continue
      for (const personId of shuffled(this.#chance, this.town.jurors.open).slice(0, 15))
        await this.#answer(reference, personId, true)
    }
  }

  async #answer(dispute: string, personId: bigint, accept: boolean): Promise<void> {
    this.#wait()
    const command = { key: this.board.key(), actor: this.board.actor(personId), dispute, accept }
    const outcome = await takeSeat(this.platform, command, this.board.tools.debtors)
    // Tied to the case, in an open vote.
    if (!outcome.accepted && outcome.refusal.code !== 'conflict-of-interest') throw new Error(outcome.refusal.code)
  }

  /** Nine of ten vote, in some order over all cases; one of six changes the ballot later. */
  async #vote(opened: readonly Opened[]): Promise<void> {
    const references = opened.map(({ reference }) => reference)
    const { database } = this.platform
    const { rows } = await sql<{ reference: string; person_id: bigint; pseudonym: string }>`
      select reference, person_id, pseudonym from dispute_seats join disputes using (dispute_id)
      where seated and status = 'voting' and reference = any(${references}::text[]) order by reference, pseudonym`.execute(
      database,
    )
    await this.#pass(references)
    this.#wait()
    const voters = rows.filter(() => this.#chance() < 0.9)
    for (const [at, { person_id, reference }] of voters.entries())
      if (at % 12 === 0) await this.#post(reference, person_id)
    const changing = voters.filter(() => this.#chance() < 0.17)
    const last = new Map<string, string>()
    const leaning = new Map(references.map((reference) => [reference, 0.25 + 0.5 * this.#chance()]))
    for (const seat of [...shuffled(this.#chance, voters), ...shuffled(this.#chance, changing)]) {
      const { person_id: personId, pseudonym, reference } = seat
      const choice = this.#chance() < leaning.get(reference)! ? 'pay' : 'do-not-pay'
      const sealed = await this.#seal(reference, pseudonym, { choice, clause: pick(this.#chance, clauseIds) })
      const place = `${reference} ${pseudonym}`
      const replaces = last.get(place) ?? null
      const command = { key: this.board.key(), actor: this.board.actor(personId), dispute: reference, sealed, replaces }
      this.#accepted(await castBallot(this.platform, command))
      last.set(place, ballotHash(sealed))
      if (this.#chance() < 0.5)
        this.platform.clock.advance({ milliseconds: Math.floor(1_000 + this.#chance() * 100_000) })
    }
  }

  /** First looks and quizzes, as the routes note them, set-based: each juror at another moment. */
  async #pass(references: readonly string[]): Promise<void> {
    const now = this.platform.clock.now()
    await sql`
      update dispute_seats set opened_at = ${now}::timestamptz - juror_id * interval '1.137 seconds',
        quiz_passed_at = ${now}::timestamptz
      where seated and dispute_id in (select dispute_id from disputes where reference = any(${references}::text[]))`.execute(
      this.platform.database,
    )
  }

  async #seal(dispute: string, juror: string, vote: Vote): Promise<string> {
    const { all, threshold } = this.board.tools.keepers
    const keepers = all.map(({ ballotKey: key, name }) => ({ name, key }))
    const patientId = this.#open.get(dispute)!.personId
    const patient = patientId === null ? null : this.town.people.get(patientId)!
    const words = pick(this.#chance, ['不符合条款。', '与疾病无关。'.repeat(20), '证据充分。'.repeat(90), ''])
    const text = patient && this.#chance() < 0.3 ? say(`${patient.name}（${patient.phone.slice(3)}）${words}`) : words
    return sealBallot({ vote, text, place: { dispute, juror }, keepers, threshold })
  }

  /** A juror types a name and a number: it is refused; then something that may stand. */
  async #post(dispute: string, personId: bigint): Promise<void> {
    const patient = this.#open.get(dispute)?.personId
    const command = { key: this.board.key(), actor: this.board.actor(personId), dispute }
    if (patient) {
      const { name } = this.town.people.get(patient)!
      const refused = await postWords(this.platform, { ...command, words: say(`这是${name}吧？`) })
      if (refused.accepted) throw new Error('a name was posted')
    }
    this.#accepted(await postWords(this.platform, { ...command, key: this.board.key(), words: '我认为条款写得清楚。' }))
  }

  async #remember(opened: readonly Opened[]): Promise<void> {
    for (const { missing: _, personId, ...known } of opened) {
      this.disputes.push(known)
      const { outcome } = (await this.board.dispute(known.reference)).verdict ?? {}
      if (known.kind === 'refusal' && known.mode === 'panel' && outcome === 'rejected')
        this.#rejected.push({ caseReference: known.caseReference!, personId: personId! })
    }
  }
}

function times<One>(count: number, make: (at: number) => One): One[] {
  return Array.from({ length: count }, (_, at) => make(at))
}
