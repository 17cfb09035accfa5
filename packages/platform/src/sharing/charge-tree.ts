import {
  type ChargeInFile,
  type ChargeTotals,
  chargeInFile,
  chargeSalt,
  proveCharge,
  type SumNode,
  type SumStep,
  SumTreeBuilder,
} from '@tongzhou/core'
import { toBase64 } from '@tongzhou/tlog'
import { sql } from 'kysely'
import type { Reader } from '../commit/platform.ts'
import type { ChargeChunk, StoredPeriod } from './store.ts'

/** A power of two: a part of the tree is a whole subtree of it. */
const chargesPerChunk = 4_096
/** Charges that one statement hashes: their hashes are what is held in memory. */
const chargesAtOnce = 16 * chargesPerChunk

/** What a tree is grown over. Nobody is charged where the share is zero. */
export interface SharedCharges {
  readonly periodId: bigint
  readonly shareFen: bigint
  /** 32 bytes; see `chargeSalt`. */
  readonly key: Uint8Array
  /** On the roll, but not charged. */
  readonly exempt: readonly bigint[]
}

export interface ChargeTree {
  readonly root: SumNode
  readonly chunks: readonly ChargeChunk[]
}

/**
 * The Merkle sum tree over a period's charges, in the order of participant numbers, in one pass. The database hashes the leaves,
 * stretch by stretch, and this process joins them: in memory are one stretch, one node per level, and a node for each chunk.
 */
export async function growChargeTree(reader: Reader, shared: SharedCharges): Promise<ChargeTree> {
  const whole = new SumTreeBuilder()
  const chunks: ChargeChunk[] = []
  let after = 0n
  while (shared.shareFen > 0n) {
    const stretch = await leavesOf(reader, shared, after)
    for (const { firstParticipantId, leaves } of stretch) {
      const chunk = new SumTreeBuilder()
      for (const leaf of nodesOf(leaves, shared.shareFen)) chunk.add(leaf)
      const node = chunk.root()
      whole.add(node)
      chunks.push({ firstParticipantId, node })
    }
    const last = stretch.at(-1)
    if (!last || stretch.length * chargesPerChunk < chargesAtOnce) break
    after = last.lastParticipantId
  }
  return { root: whole.root(), chunks }
}

/** As the entry of the period states them. */
export function totalsOf({ root }: ChargeTree): ChargeTotals {
  return { chargesRoot: toBase64(root.hash), chargesSize: root.count, chargesSumFen: root.sumFen }
}

/** Leaves as `chargeLeaf`, `chargeCommitment` and `chargeSalt` of core make them, by the chunk, 32 bytes each. */
async function leavesOf(
  reader: Reader,
  { exempt, key, periodId, shareFen }: SharedCharges,
  after: bigint,
  most = chargesAtOnce,
) {
  const { rows } = await sql<{ first: bigint; last: bigint; leaves: Buffer }>`
    with stretch as (
      select participant_id, (row_number() over (order by participant_id) - 1) / ${chargesPerChunk}::bigint as chunk
      from (
        select participant_id from charges
        where period_id = ${periodId} and participant_id > ${after} and participant_id <> all(${[...exempt]}::bigint[])
        order by participant_id limit ${most}) next)
    select min(participant_id) as first, max(participant_id) as last,
      string_agg(
        sha256('\\x00'::bytea || int8send(${shareFen}::bigint) || sha256(
          sha256(${Buffer.from(key)}::bytea || int8send(participant_id)) || int8send(participant_id))),
        ''::bytea order by participant_id) as leaves
    from stretch group by chunk order by chunk`.execute(reader)
  return rows.map((row) => ({ firstParticipantId: row.first, lastParticipantId: row.last, leaves: row.leaves }))
}

function nodesOf(leaves: Uint8Array, sumFen: bigint): SumNode[] {
  return Array.from({ length: leaves.length / 32 }, (_, at) => {
    return { hash: leaves.subarray(at * 32, (at + 1) * 32), sumFen, count: 1n }
  })
}

/** The key of a settled period's tree, and who is not in it. */
async function sharedChargesOf(reader: Reader, periodId: bigint): Promise<SharedCharges> {
  const { rows } = await sql<{ charges_key: Buffer; share_fen: bigint; exempt: bigint[] }>`
    select charges_key, share_fen, array(
      select participant_id from charge_exemptions e where e.period_id = p.period_id order by participant_id) as exempt
    from periods p where period_id = ${periodId} and status = 'settled'`.execute(reader)
  const row = rows[0]
  if (!row) throw new Error(`period ${periodId} is not settled`)
  return { periodId, shareFen: row.share_fen, key: row.charges_key, exempt: row.exempt }
}

async function chunksOf(reader: Reader, periodId: bigint): Promise<readonly ChargeChunk[]> {
  const { rows } = await sql<{ first_participant_id: bigint; charges: bigint; sum_fen: bigint; hash: Buffer }>`
    select first_participant_id, charges, sum_fen, hash from charge_chunks
    where period_id = ${periodId} order by chunk_no`.execute(reader)
  return rows.map((row) => ({
    firstParticipantId: row.first_participant_id,
    node: { hash: row.hash, sumFen: row.sum_fen, count: row.charges },
  }))
}

/** Where a participant's charge stands in the tree of a settled period, and its way to the root; null where they are not in it. */
export async function wayOfCharge(
  reader: Reader,
  shared: SharedCharges,
  participantId: bigint,
): Promise<{ readonly index: bigint; readonly path: readonly SumStep[] } | null> {
  const chunks = await chunksOf(reader, shared.periodId)
  const chunkNo = chunks.findLastIndex((chunk) => chunk.firstParticipantId <= participantId)
  const chunk = chunks[chunkNo]
  if (!chunk || shared.exempt.includes(participantId)) return null
  const [own] = await leavesOf(reader, shared, chunk.firstParticipantId - 1n, chargesPerChunk)
  const before = await sql<{ position: bigint | null }>`
    select count(*) filter (where participant_id < ${participantId}) as position
    from charges where period_id = ${shared.periodId} and participant_id between ${chunk.firstParticipantId} and ${participantId}
      and participant_id <> all(${[...shared.exempt]}::bigint[])
    having bool_or(participant_id = ${participantId})`.execute(reader)
  const position = before.rows[0]?.position
  if (position === undefined || position === null || !own) return null
  const path = [
    ...proveCharge(nodesOf(own.leaves, shared.shareFen), Number(position)),
    ...proveCharge(
      chunks.map(({ node }) => node),
      chunkNo,
    ),
  ]
  return { index: BigInt(chunkNo) * BigInt(chargesPerChunk) + position, path }
}

/** What a participant's proof file holds of their charge in a period; null where nothing was charged to them. */
export async function chargeForProof(
  reader: Reader,
  periodId: bigint,
  participantId: bigint,
): Promise<ChargeInFile | null> {
  const shared = await sharedChargesOf(reader, periodId)
  const found = await wayOfCharge(reader, shared, participantId)
  if (!found) return null
  const salt = chargeSalt(shared.key, participantId)
  return chargeInFile(participantId, salt, found.index, shared.shareFen, found.path)
}

/** Whether the charges still give what was stored and stated of them: the first thing that differs, in words; null where all agrees. */
export async function recomputeCharges(reader: Reader, { figures, periodId }: StoredPeriod): Promise<string | null> {
  const tree = await growChargeTree(reader, await sharedChargesOf(reader, periodId))
  const { chargesRoot, chargesSize, chargesSumFen } = totalsOf(tree)
  if (chargesSize !== figures!.chargesSize) return `${chargesSize} charges instead of ${figures!.chargesSize}`
  if (chargesSumFen !== figures!.chargesSumFen) return 'charges of another sum'
  if (chargesRoot !== figures!.chargesRoot) return 'other charges'
  const stored = await chunksOf(reader, periodId)
  const differs = (chunk: ChargeChunk | undefined, grown: ChargeChunk) =>
    chunk?.firstParticipantId !== grown.firstParticipantId || Buffer.compare(chunk.node.hash, grown.node.hash) !== 0
  if (stored.length !== tree.chunks.length || tree.chunks.some((grown, at) => differs(stored[at], grown))) {
    return 'other parts of the tree'
  }
  return null
}
