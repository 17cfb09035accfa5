import { parseAddCheckpoint } from '@tongzhou/tlog'
import { expect, test } from 'vitest'
import { handOver, MadeLog, post } from '../../test/made-log.ts'
import { madeMember } from '../../test/made-member.ts'
import { latestPending, mirrorState, pendingAt } from '../storage/checkpoints.ts'
import { acceptCheckpoint } from './accept-checkpoint.ts'
import { cosignMirror } from './cosign-mirror.ts'

test('of twenty checkpoints that want to follow the same size at the same moment, one is recorded', async () => {
  const { url, member } = await madeMember({ witness: true })
  const log = MadeLog.of(60)
  await post(`${url}/add-checkpoint`, await log.addCheckpoint(0, 10))
  const sizes = Array.from({ length: 20 }, (_, at) => 30 - at)
  const bodies = await Promise.all(sizes.map((size) => log.addCheckpoint(10, size)))
  const answers = await Promise.all(bodies.map((body) => acceptCheckpoint(member, parseAddCheckpoint(body))))
  const won = answers.findIndex(({ status }) => status === 200)
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(19)
  expect(latestPending(member.store)?.size).toBe(sizes[won])
})

test('two uploads that end at the same moment never move the mirror checkpoint back', async () => {
  const { url, member } = await madeMember()
  const log = MadeLog.of(60)
  await post(`${url}/add-checkpoint`, await log.addCheckpoint(0, 40))
  expect((await handOver(url, log, 40)).status).toBe(409)
  await post(`${url}/add-entries`, await log.addEntries(0))
  const [smaller, larger] = [pendingAt(member.store, 40)!, pendingAt(member.store, 60)!]
  const answers = await Promise.all([cosignMirror(member, larger), cosignMirror(member, smaller)])
  expect(answers.map(({ kind }) => kind)).toEqual(['cosigned', 'behind'])
  expect(mirrorState(member.store).size).toBe(60)
})
