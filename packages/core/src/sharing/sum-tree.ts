import { sha256 } from '@tongzhou/tlog'

/** A node of the Merkle sum tree of a period's charges: what is below it is counted and added up in its hash. */
export interface SumNode {
  readonly hash: Uint8Array
  readonly sumFen: bigint
  readonly count: bigint
}

/** A sibling on the way from a leaf to the root, with the side on which it stands. */
export interface SumStep extends SumNode {
  readonly side: 'left' | 'right'
}

export interface ChargeClaim {
  readonly index: bigint
  /** Charges in the tree. */
  readonly size: bigint
  readonly amountFen: bigint
  /** 40 bytes that stand for the participant: see `chargeOpening`. */
  readonly opening: Uint8Array
  /** From the leaf upwards. */
  readonly path: readonly SumStep[]
  readonly root: Uint8Array
  readonly sumFen: bigint
}

const HASH_BYTES = 32
const OPENING_BYTES = 40
const LIMIT = 1n << 64n

/** The root over no charges: SHA-256 of nothing. */
export function emptySumTree(): SumNode {
  return { hash: sha256(new Uint8Array(0)), sumFen: 0n, count: 0n }
}

/** SHA-256(0x00 || u64be amount || opening). Throws `RangeError` for an amount outside u64 or an opening not of 40 bytes. */
export function chargeLeaf(amountFen: bigint, opening: Uint8Array): SumNode {
  requireUnsigned(amountFen, 'the amount')
  if (opening.length !== OPENING_BYTES)
    throw new RangeError(`the opening has ${opening.length} bytes, not ${OPENING_BYTES}`)
  const bytes = new Uint8Array(1 + 8 + OPENING_BYTES)
  new DataView(bytes.buffer).setBigUint64(1, amountFen)
  bytes.set(opening, 9)
  return { hash: sha256(bytes), sumFen: amountFen, count: 1n }
}

/** SHA-256(0x01 || left hash, sum, count || right hash, sum, count), numbers as u64be. Throws `RangeError` past u64. */
export function joinSums(left: SumNode, right: SumNode): SumNode {
  const bytes = new Uint8Array(1 + 2 * (HASH_BYTES + 16))
  bytes[0] = 1
  writeNode(bytes, 1, left)
  writeNode(bytes, 1 + HASH_BYTES + 16, right)
  const sumFen = left.sumFen + right.sumFen
  const count = left.count + right.count
  requireUnsigned(sumFen, 'the sum')
  requireUnsigned(count, 'the count')
  return { hash: sha256(bytes), sumFen, count }
}

/**
 * Builds the tree in one pass, in memory for one node per level. Takes leaves, or the roots of full chunks of one power of two
 * of which only the last may be smaller. The shape is that of RFC 6962, section 2.1.
 */
export class SumTreeBuilder {
  readonly #frontier: SumNode[] = []

  add(node: SumNode): void {
    let last = node
    while (this.#frontier.at(-1)?.count === last.count) last = joinSums(this.#frontier.pop()!, last)
    this.#frontier.push(last)
  }

  root(): SumNode {
    return this.#frontier.length === 0
      ? emptySumTree()
      : this.#frontier.reduceRight((right, left) => joinSums(left, right))
  }
}

/**
 * The root over leaves of one amount, given as their hashes one after the other, a power of two of them: what `SumTreeBuilder` gives, at
 * the price of the hashing alone. Throws `RangeError` for another number.
 */
export function equalChargesRoot(hashes: Uint8Array, amountFen: bigint): SumNode {
  const leaves = hashes.length / HASH_BYTES
  if (!Number.isInteger(Math.log2(leaves))) throw new RangeError(`${leaves} leaves are no power of two`)
  const row = Uint8Array.from(hashes)
  const node = { hash: new Uint8Array(HASH_BYTES), sumFen: amountFen, count: 1n }
  const bytes = new Uint8Array(1 + 2 * (HASH_BYTES + 16))
  bytes[0] = 1
  const right = 1 + HASH_BYTES + 16
  for (let width = leaves; width > 1; width /= 2) {
    // Sums and counts are the same in a whole row; only the hashes change.
    writeNode(bytes, 1, node)
    writeNode(bytes, right, node)
    for (let pair = 0; pair < width / 2; pair += 1) {
      const at = 2 * pair * HASH_BYTES
      bytes.set(row.subarray(at, at + HASH_BYTES), 1)
      bytes.set(row.subarray(at + HASH_BYTES, at + 2 * HASH_BYTES), right)
      row.set(sha256(bytes), pair * HASH_BYTES)
    }
    node.sumFen *= 2n
    node.count *= 2n
  }
  requireUnsigned(node.sumFen, 'the sum')
  return { ...node, hash: row.slice(0, HASH_BYTES) }
}

/** The siblings of one of the nodes (leaves, or chunk roots as for `SumTreeBuilder`), upwards. Throws `RangeError` for no such index. */
export function proveCharge(nodes: readonly SumNode[], index: number): SumStep[] {
  if (!Number.isInteger(index) || index < 0 || index >= nodes.length) throw new RangeError(`no charge at ${index}`)
  if (nodes.length === 1) return []
  const split = Number(splitOf(BigInt(nodes.length)))
  const left = nodes.slice(0, split)
  const right = nodes.slice(split)
  return index < split
    ? [...proveCharge(left, index), { ...rootOf(right), side: 'right' }]
    : [...proveCharge(right, index - split), { ...rootOf(left), side: 'left' }]
}

/** Checks that a charge is counted in a root with its amount. Throws `RangeError` with the reason where it does not come out. */
export function verifyCharge({ index, size, amountFen, opening, path, root, sumFen }: ChargeClaim): void {
  requireUnsigned(size, 'the size')
  requireBytes(root, 'the root')
  if (index < 0n || index >= size) throw new RangeError(`no charge at ${index} among ${size}`)
  const expected = expectedSteps(index, size)
  if (path.length !== expected.length) throw new RangeError(`the path has ${path.length} steps, not ${expected.length}`)
  let node = chargeLeaf(amountFen, opening)
  for (const [level, step] of path.entries()) {
    const { side, count } = expected[level]!
    if (step.side !== side) throw new RangeError(`step ${level} does not stand on the ${side}`)
    if (step.count !== count) throw new RangeError(`step ${level} counts ${step.count} charges, not ${count}`)
    node = side === 'left' ? joinSums(step, node) : joinSums(node, step)
  }
  if (node.count !== size) throw new RangeError(`the path counts ${node.count} charges, not ${size}`)
  if (node.sumFen !== sumFen) throw new RangeError(`the path comes to ${node.sumFen} fen, not ${sumFen}`)
  if (!node.hash.every((byte, at) => byte === root[at])) throw new RangeError('the path does not lead to the root')
}

function expectedSteps(index: bigint, size: bigint): { side: SumStep['side']; count: bigint }[] {
  if (size === 1n) return []
  const split = splitOf(size)
  return index < split
    ? [...expectedSteps(index, split), { side: 'right', count: size - split }]
    : [...expectedSteps(index - split, size - split), { side: 'left', count: split }]
}

/** The largest power of two below the size. */
function splitOf(size: bigint): bigint {
  return 1n << BigInt((size - 1n).toString(2).length - 1)
}

function rootOf(nodes: readonly SumNode[]): SumNode {
  const builder = new SumTreeBuilder()
  for (const node of nodes) builder.add(node)
  return builder.root()
}

function writeNode(bytes: Uint8Array, at: number, { hash, sumFen, count }: SumNode): void {
  requireBytes(hash, 'a hash')
  requireUnsigned(sumFen, 'a sum')
  requireUnsigned(count, 'a count')
  bytes.set(hash, at)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(at + HASH_BYTES, sumFen)
  view.setBigUint64(at + HASH_BYTES + 8, count)
}

function requireUnsigned(value: bigint, what: string): void {
  if (value < 0n || value >= LIMIT) throw new RangeError(`${what} is outside of 64 bits: ${value}`)
}

function requireBytes(bytes: Uint8Array, what: string): void {
  if (bytes.length !== HASH_BYTES) throw new RangeError(`${what} has ${bytes.length} bytes, not ${HASH_BYTES}`)
}
