import {
  ballotHash,
  combineShares,
  makeKeeperKey,
  openShare,
  readKeeperKey,
  sealBallot,
  type Vote,
  voteKeyOf,
} from '@tongzhou/ballot'
import { toBase64 } from '@tongzhou/tlog'
import { expect, test } from 'vitest'
import { type OpenedBallot, recount } from './recount.ts'

const dispute = 'D7F3-K9Q2'
const keys = await makeKeeperKey()
const privateKey = await readKeeperKey(keys.privateKey)

async function opened(juror: string, vote: Vote): Promise<OpenedBallot> {
  const keeper = 'operator.example'
  const place = { dispute, juror }
  const keepers = [{ name: keeper, key: keys.publicKey }]
  const sealed = await sealBallot({ vote, text: '', place, keepers, threshold: 1 })
  const share = (await openShare({ privateKey, keeper, place, sealed }))!
  const key = (await combineShares({ sealed, shares: new Map([[keeper, share]]), threshold: 1 }))!
  const voteKey = toBase64(await voteKeyOf(key))
  return { juror, ...vote, reason: '', key: voteKey, ballot: ballotHash(sealed), sealed }
}

const first = await opened('A00000000001', { choice: 'pay', clause: '4.2' })
const second = await opened('A00000000002', { choice: 'do-not-pay', clause: '4.2' })

test('opens each ballot and adds up', async () => {
  expect(await recount(dispute, [first, second])).toEqual({ pay: 1, doNotPay: 1, invalid: 0, wrong: [] })
})

test('counts what was sealed, and names whose published vote is another', async () => {
  const turned = { ...second, choice: 'pay' }
  const otherClause = { ...first, clause: '1' }
  expect(await recount(dispute, [turned, otherClause])).toEqual({
    pay: 1,
    doNotPay: 1,
    invalid: 0,
    wrong: [second.juror, first.juror],
  })
})

test('a ballot in the place of another, or called invalid though it opens, is wrong', async () => {
  const replaced = { ...first, ballot: second.ballot }
  const moved = { ...second, juror: 'A00000000003' }
  const silenced = { ...first, choice: 'invalid' }
  const { invalid, wrong } = await recount(dispute, [replaced, moved, silenced])
  expect([invalid, wrong]).toEqual([1, [first.juror, 'A00000000003', first.juror]])
})
