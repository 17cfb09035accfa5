import { chargeLeaf, chargeOpening, chargeSalt, SumTreeBuilder, verifyCharge } from '@tongzhou/core'
import { fromBase64, toBase64 } from '@tongzhou/tlog'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { growChargeTree, totalsOf, wayOfCharge } from './charge-tree.ts'
import { insertChunks } from './store.ts'

const { database } = await freshDatabase()
const key = new Uint8Array(32).fill(7)
const shareFen = 3n
/** One alone, more in one part than are looked ahead for, and the first of a part. */
const exempt = [30n, ...Array.from({ length: 40 }, (_, at) => 6_000n + 3n * BigInt(at)), 12_291n]
/** Three parts of the tree, the last one small; numbers with gaps, in no order. */
const count = 2 * 4_096 + 905
const ids = Array.from({ length: count }, (_, at) => BigInt(3 * at + 3))
const charged = ids.filter((id) => !exempt.includes(id))
const shared = { periodId: 1n, shareFen, key, exempt }

beforeAll(async () => {
  await sql`create table charges_1 partition of charges for values in (1)`.execute(database)
  await sql`
    insert into charges (period_id, participant_id, payer_person_id)
    select 1, id, id from unnest(${ids}::bigint[]) id order by hashint8(id)`.execute(database)
})

test('the tree that the database hashes is the one of the definition', async () => {
  const builder = new SumTreeBuilder()
  for (const id of charged) builder.add(chargeLeaf(shareFen, chargeOpening(chargeSalt(key, id), id)))
  const { chunks, root } = await growChargeTree(database, shared)
  expect(root).toEqual(builder.root())
  expect(totalsOf({ chunks, root })).toEqual({
    chargesRoot: toBase64(root.hash),
    chargesSize: BigInt(charged.length),
    chargesSumFen: shareFen * BigInt(charged.length),
  })
  expect(chunks.map(({ node }) => node.count)).toEqual([4_096n, 4_096n, BigInt(charged.length - 8_192)])
})

test('leaves out who is exempt and the last of a part, behind as many others as are looked ahead for', async () => {
  const sixteen = Array.from({ length: 16 }, (_, at) => 3n * BigInt(at + 1))
  const { root } = await growChargeTree(database, { ...shared, exempt: [...sixteen, 3n * (4_096n + 16n)] })
  expect(root.count).toBe(BigInt(count - 17))
})

test('where the share is nothing, nobody is charged', async () => {
  const { chunks, root } = await growChargeTree(database, { ...shared, shareFen: 0n })
  expect([chunks.length, root.count, root.sumFen]).toEqual([0, 0n, 0n])
})

describe('the way of a charge to the root', () => {
  beforeAll(async () => {
    await insertChunks(1n, (await growChargeTree(database, shared)).chunks).execute(database)
  })

  test('is right at both ends of each part and around those who are exempt', async () => {
    const { root } = await growChargeTree(database, shared)
    for (const at of [0, 1, 8, 9, 4_094, 4_095, 4_096, 4_097, 8_191, 8_192, charged.length - 1]) {
      const participantId = charged[at]!
      const found = (await wayOfCharge(database, shared, participantId))!
      expect(found.index).toBe(BigInt(at))
      const opening = chargeOpening(chargeSalt(key, participantId), participantId)
      const claim = {
        amountFen: shareFen,
        opening,
        size: root.count,
        root: root.hash,
        sumFen: root.sumFen,
        ...found,
      }
      expect(() => verifyCharge(claim)).not.toThrow()
    }
  })

  test('is not there for the exempt and for those who are on no roll', async () => {
    for (const nobody of [...exempt, 1n, 2n, 4n, 999_999n]) {
      expect(await wayOfCharge(database, shared, nobody)).toBeNull()
    }
  })

  test('opens nobody else: the salt of one says nothing of another', () => {
    const salt = chargeSalt(key, 3n)
    expect(chargeOpening(salt, 6n)).not.toEqual(chargeOpening(chargeSalt(key, 6n), 6n))
    expect(fromBase64(toBase64(salt))).toEqual(salt)
  })
})
