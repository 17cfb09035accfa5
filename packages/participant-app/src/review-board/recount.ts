import { ballotHash, openVote } from '@tongzhou/ballot'
import { fromBase64 } from '@tongzhou/tlog'
import type { GetVerdictsByDisputeBallotsResponse } from '@tongzhou/web-client'
import { getVerdictsByDisputeBallots } from '@tongzhou/web-client'

export type OpenedBallot = GetVerdictsByDisputeBallotsResponse[number]

export interface Recount {
  readonly pay: number
  readonly doNotPay: number
  readonly invalid: number
  /** Jurors whose sealed ballot is another than its hash says, or opens to another vote than was published. */
  readonly wrong: readonly string[]
}

/** Adds up ballots that come with what was sealed: each is hashed and opened here, whatever the published vote says. */
export async function recount(dispute: string, ballots: readonly OpenedBallot[]): Promise<Recount> {
  const counts = { pay: 0, doNotPay: 0, invalid: 0 }
  const wrong: string[] = []
  for (const { ballot, choice, clause, juror, key, sealed = '' } of ballots) {
    const vote = key === '' ? null : await openVote({ voteKey: fromBase64(key), place: { dispute, juror }, sealed })
    counts[vote === null ? 'invalid' : vote.choice === 'pay' ? 'pay' : 'doNotPay'] += 1
    const isAsPublished = vote === null ? choice === 'invalid' : choice === vote.choice && clause === vote.clause
    if (ballotHash(sealed) !== ballot || !isAsPublished) wrong.push(juror)
  }
  return { ...counts, wrong }
}

const most = 500

/** All ballots of a verdict, a few hundred at a time. `seen` is told how many there are so far. */
export async function recountAll(dispute: string, seen: (count: number) => void): Promise<Recount> {
  const total = { pay: 0, doNotPay: 0, invalid: 0, wrong: [] as readonly string[] }
  let after = ''
  let count = 0
  while (true) {
    const query = { after, limit: most, sealed: true }
    const { data } = await getVerdictsByDisputeBallots({ path: { dispute }, query, throwOnError: true })
    const part = await recount(dispute, data)
    total.pay += part.pay
    total.doNotPay += part.doNotPay
    total.invalid += part.invalid
    total.wrong = [...total.wrong, ...part.wrong]
    count += data.length
    seen(count)
    if (data.length < most) return total
    after = data.at(-1)!.juror
  }
}
