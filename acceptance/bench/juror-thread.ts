/** Seals ballots as the jurors' browsers would. */
import { type Keeper, sealBallot } from '@tongzhou/ballot'
import { answerTasks } from './thread.ts'

export interface BallotToCast {
  readonly juror: string
  readonly choice: 'pay' | 'do-not-pay'
  readonly clause: string
  readonly text: string
}

export interface SealTask {
  readonly dispute: string
  readonly keepers: readonly Keeper[]
  readonly threshold: number
  readonly ballots: readonly BallotToCast[]
}

answerTasks(async ({ ballots, dispute, keepers, threshold }: SealTask) => {
  const sealed: string[] = []
  for (const { choice, clause, juror, text } of ballots) {
    sealed.push(await sealBallot({ vote: { choice, clause }, text, place: { dispute, juror }, keepers, threshold }))
  }
  return sealed
})
