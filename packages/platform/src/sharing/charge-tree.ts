import { setImmediate as turn } from 'node:timers/promises'
import {
  type ChargeInFile,
  type ChargeTotals,
  chargeInFile,
  chargeSalt,
  equalChargesRoot,
  proveCharge,
  type SumNode,
  type SumStep,
  SumTreeBuilder,
} from '@tongzhou/core'
import { hashBytes, toBase64 } from '@tongzhou/tlog'
import { sql } from 'kysely'
import type { Reader } from '../commit/platform.ts'
import type { ChargeChunk, StoredPeriod } from './store.ts'

/** A power of two: a part of the tree is a whole subtree of it, and its leaves are what one statement hashes. */
const chargesPerChunk = 4_096

/** More of the exempt than a chunk is likely to meet: one in a thousand. */
const exemptPerChunk = 16

/** What a tree is grown over. Nobody is charged where the share is zero. */
export interface SharedCharges {
  readonly periodId: bigint
  readonly shareFen: bigint
  /** 32 bytes; see `chargeSalt`. */
  readonly key: Uint8Array
  /** On the roll, but not charged; in ascending order. */
  readonly exempt: readonly bigint[]
}

export interface ChargeTree {
  readonly root: SumNode
  readonly chunks: readonly ChargeChunk[]
}

/**
 * The Merkle sum tree over a period's charges, in the order of participant numbers, in one pass. The database hashes the leaves of the
 * next chunk while this process joins those of the last: in memory are two chunks, one node per level, and a node for each chunk.
 */
export async function growChargeTree(
  reader: Reader,
  shared: SharedCharges,
  progress: (charges: number) => void = () => {},
): Promise<ChargeTree> {
  const whole = new SumTreeBuilder()
  const chunks: ChargeChunk[] = []
  let next = shared.shareFen === 0n ? null : leavesAfter(reader, shared, 0n)
  while (next !== null) {
    const read: ReadChunk | null = await next
    if (!read) break
    const isFull = read.leaves.length === chargesPerChunk * hashBytes
    next = isFull ? leavesAfter(reader, shared, read.lastParticipantId) : null
    // Joining lets nothing else run: without this turn the query would only be sent after it.
    await turn()
    const node = isFull ? equalChargesRoot(read.leaves, shared.shareFen) : rootOf(nodesOf(read.leaves, shared.shareFen))
    whole.add(node)
    chunks.push({ firstParticipantId: read.firstParticipantId, node })
    progress(chunks.length * chargesPerChunk)
  }
  return { root: whole.root(), chunks }
}

function rootOf(nodes: readonly SumNode[]): SumNode {
  const builder = new SumTreeBuilder()
  for (const node of nodes) builder.add(node)
  return builder.root()
}

/** As the entry of the period states them. */
export function totalsOf({ root }: ChargeTree): ChargeTotals {
  return { chargesRoot: toBase64(root.hash), chargesSize: root.count, chargesSumFen: root.sumFen }
}

interface ReadChunk {
  readonly firstParticipantId: bigint
  readonly lastParticipantId: bigint
  /** One hash after the other. */
  readonly leaves: Uint8Array
}

/**
 * The next chunk's leaves as `chargeLeaf`, `chargeOpening` and `chargeSalt` of core make them; null where there is none. Each row is compared
 * with the next `ahead` of the exempt only: with all of them, a close would take longer by the square of the membership.
 */
async function leavesAfter(
  reader: Reader,
  shared: SharedCharges,
  after: bigint,
  ahead = exemptPerChunk,
): Promise<ReadChunk | null> {
  const { key, periodId, shareFen } = shared
  const from = firstAbove(shared.exempt, after)
  const exempt = shared.exempt.slice(from, from + ahead)
  const { rows } = await sql<{ first: bigint | null; last: bigint; leaves: Buffer }>`
    select min(participant_id) as first, max(participant_id) as last,
      string_agg(
        sha256('\\x00'::bytea || int8send(${shareFen}::bigint) || sha256(${Buffer.from(key)}::bytea || int8send(participant_id))
          || int8send(participant_id)),
        ''::bytea order by participant_id) as leaves
    from (
      select participant_id from charges
      where period_id = ${periodId} and participant_id > ${after} and participant_id <> all(${exempt}::bigint[])
      order by participant_id limit ${chargesPerChunk}) chunk`.execute(reader)
  const { first, last, leaves } = rows[0]!
  const next = shared.exempt[from + ahead]
  if (first !== null && next !== undefined && next <= last) return leavesAfter(reader, shared, after, ahead * 2)
  return first === null ? null : { firstParticipantId: first, lastParticipantId: last, leaves }
}

/** Where in an ascending list the first above a value stands. */
function firstAbove(ascending: readonly bigint[], value: bigint): number {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (ascending[middle]! > value) high = middle
    else low = middle + 1
  }
  return low
}

function nodesOf(leaves: Uint8Array, sumFen: bigint): SumNode[] {
  return Array.from({ length: leaves.length / hashBytes }, (_, at) => {
    return { hash: leaves.subarray(at * hashBytes, (at + 1) * hashBytes), sumFen, count: 1n }
  })
}

/** The key of a settled period's tree, and who is not in it. */
async function sharedChargesOf(reader: Reader, periodId: bigint): Promise<SharedCharges> {
  const { rows } = await sql<{ charges_key: Buffer; share_fen: bigint }>`
    select charges_key, share_fen from periods where period_id = ${periodId} and status = 'settled'`.execute(reader)
  const row = rows[0]
  if (!row) throw new Error(`period ${periodId} is not settled`)
  const exempted = await sql<{ participant_id: bigint }>`
    select participant_id from charge_exemptions where period_id = ${periodId} order by participant_id`.execute(reader)
  const exempt = exempted.rows.map(({ participant_id }) => participant_id)
  return { periodId, shareFen: row.share_fen, key: row.charges_key, exempt }
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
  const own = await leavesAfter(reader, shared, chunk.firstParticipantId - 1n)
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
