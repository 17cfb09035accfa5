import { generateKeyPairSync } from 'node:crypto'
import { makeKeeperKey, readKeeperKey, sealBallot, type Vote } from '@tongzhou/ballot'
import type { CaseFile, PlanVersion } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Actor } from '../src/commit/commit.ts'
import type { Platform } from '../src/commit/platform.ts'
import { type LeafFile, sequenceAll } from '../src/journal/index.ts'
import { insertMessagesTo } from '../src/payments/index.ts'
import { answerQuiz } from '../src/review-board/case-file.ts'
import { loadDispute } from '../src/review-board/dispute-store.ts'
import {
  type BoardTools,
  castBallot,
  conductDisputes,
  type Keepers,
  operatorKeeper,
} from '../src/review-board/index.ts'
import { takeSeat } from '../src/review-board/take-seat.ts'
import { testPlan } from './plan.ts'

/** The test plan with a board: a panel of five and two reserves, or an open vote. */
export function planWithBoard(change: Partial<PlanVersion['disputes']> = {}): PlanVersion {
  return {
    ...testPlan,
    disputes: {
      withinDays: 30,
      mode: 'panel',
      jurors: { minAgeYears: 18, minDaysInPlan: 30, examRequired: false, dishonestyBars: true, clause: '1' },
      vote: {
        panelSize: 5,
        reserves: 2,
        acceptHours: 24,
        quorumBallots: 3,
        extendHours: 24,
        upheldAtBasisPoints: 5_000,
        openHours: 72,
        quizQuestions: 1,
        clause: '1',
      },
      appeal: { panelSize: 8, reserves: 2, acceptHours: 24, quorumBallots: 4, clause: '1' },
      clause: '1',
      ...change,
    },
  }
}

/** A keeper as the operator of a log without a consortium is one. */
export async function madeKeepers(
  names: readonly string[] = ['operator.example'],
  threshold = names.length,
): Promise<Keepers> {
  const all = await Promise.all(
    names.map(async (name) => {
      const lot = generateKeyPairSync('rsa', { modulusLength: 2048 })
      const ballot = await makeKeeperKey()
      return operatorKeeper({
        name,
        lotPrivateKey: lot.privateKey,
        lotKey: lot.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
        ballotPrivateKey: await readKeeperKey(ballot.privateKey),
        ballotKey: ballot.publicKey,
      }).all[0]!
    }),
  )
  return { threshold, all }
}

/** A case file in plain words, with one question. */
export const madeUpFile: CaseFile = {
  summary: '一名成员的申请因未告知用药被拒绝。争议在于该药与所患疾病是否有关。',
  statements: {
    for: '所服药物与本次疾病无关，且只服用了三周。',
    against: '病历显示连续服药四十天，加入时应当告知。',
  },
  clause: '1',
  pages: [],
  questions: [
    {
      question: '病历显示服药多少天？',
      answers: ['三周', '四十天', '一年'],
      right: 1,
      passage: { side: 'against', text: '病历显示连续服药四十天' },
    },
  ],
}

/** Plays a board: the hours, the log and what jurors do. */
export class Board {
  readonly platform: Platform
  readonly leafFile: LeafFile
  tools: BoardTools
  #keys = 0

  constructor(platform: Platform, leafFile: LeafFile, keepers: Keepers) {
    this.platform = platform
    this.leafFile = leafFile
    this.tools = {
      keepers,
      origin: 'test.example/log',
      debtors: sql`select null::bigint as person_id where false`,
      tell: insertMessagesTo,
    }
  }

  readonly key = () => `board-test-${this.#keys++}`
  readonly actor = (personId: bigint): Actor => ({ role: 'participant', personId })

  /** All that the board does by itself now, with the log caught up in between. */
  async work(): Promise<void> {
    do await sequenceAll(this.platform, this.leafFile)
    while ((await conductDisputes(this.platform, this.tools)) > 0)
  }

  async dispute(reference: string) {
    return (await loadDispute(this.platform, this.platform.database, { reference }))!.dispute
  }

  /** Everybody who was drawn and has not answered, answers. */
  async answer(reference: string, accept: (place: number) => boolean = () => true): Promise<void> {
    const { drawn } = await this.dispute(reference)
    for (const [place, lotReference] of drawn.entries()) {
      const { rows } = await sql<{ person_id: bigint }>`
        select person_id from dispute_seats join disputes using (dispute_id)
        where reference = ${reference} and lot_reference = ${lotReference} and answer is null`.execute(
        this.platform.database,
      )
      if (!rows[0]) continue
      const command = {
        key: this.key(),
        actor: this.actor(rows[0].person_id),
        dispute: reference,
        accept: accept(place),
      }
      const outcome = await takeSeat(this.platform, command, this.tools.debtors)
      if (!outcome.accepted) throw new Error(outcome.refusal.code)
    }
  }

  /** The people in the seats, with their pseudonyms. */
  async seated(reference: string): Promise<readonly { readonly personId: bigint; readonly juror: string }[]> {
    const { rows } = await sql<{ person_id: bigint; pseudonym: string }>`
      select person_id, pseudonym from dispute_seats join disputes using (dispute_id)
      where reference = ${reference} and seated order by pseudonym`.execute(this.platform.database)
    return rows.map(({ person_id: personId, pseudonym: juror }) => ({ personId, juror }))
  }

  /** Reads, answers the quiz rightly and votes. */
  async vote(reference: string, personId: bigint, vote: Vote, text = '', replaces: string | null = null) {
    await answerQuiz(this.platform, { key: this.key(), actor: this.actor(personId), dispute: reference, answers: [1] })
    const sealed = await this.seal(reference, personId, vote, text)
    return castBallot(this.platform, {
      key: this.key(),
      actor: this.actor(personId),
      dispute: reference,
      sealed,
      replaces,
    })
  }

  async seal(reference: string, personId: bigint, vote: Vote, text = ''): Promise<string> {
    const { keepers, threshold } = await this.dispute(reference)
    const juror = (await this.seated(reference)).find((one) => one.personId === personId)?.juror ?? '0'.repeat(12)
    return sealBallot({ vote, text, place: { dispute: reference, juror }, keepers, threshold })
  }
}
