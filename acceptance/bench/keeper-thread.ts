/** A keeper of ballots in a thread of its own, as a member would be in a process of its own: only here is its private key. */
import { workerData } from 'node:worker_threads'
import { openShare, readKeeperKey } from '@tongzhou/ballot'
import type { KeeperSecret } from '../../packages/platform/test/made-up-votes.ts'
import { answerTasks } from './thread.ts'

export interface SharesTask {
  readonly dispute: string
  readonly ballots: readonly { readonly juror: string; readonly sealed: string }[]
}

const { name: keeper, privateKey } = workerData as KeeperSecret
const key = await readKeeperKey(privateKey)

answerTasks(({ ballots, dispute }: SharesTask) =>
  Promise.all(
    ballots.map(({ juror, sealed }) => openShare({ privateKey: key, keeper, place: { dispute, juror }, sealed })),
  ),
)
