import { fromBase64, type Policy, type SignatureVerifier, sha256, toBase64 } from '@tongzhou/tlog'
import { type CheckedProof, checkProofFile, type ProofFile, ProofRejected, type ReadEntry } from '../journal/index.ts'
import { type SumStep, verifyCharge } from './sum-tree.ts'

/** What a period's entry says of its charges: the root of their sum tree, how many there are, and what they come to. */
export interface ChargeTotals {
  readonly chargesRoot: string
  readonly chargesSize: bigint
  readonly chargesSumFen: bigint
}

/** One participant's charge with its way to the root, as a proof file holds it. Numbers are texts; hashes and salt base64. */
export interface ChargeInFile {
  readonly participantId: string
  readonly salt: string
  readonly index: string
  readonly amountFen: string
  /** From the charge upwards. */
  readonly path: readonly {
    readonly side: 'left' | 'right'
    readonly hash: string
    readonly sumFen: string
    readonly count: string
  }[]
}

/** What has been proved of a charge: this participant is one of N, and each of them owes as much. */
export interface CheckedCharge {
  readonly participantId: string
  readonly amountFen: bigint
  /** N, the number of charges in the tree. What it does not show: that each of them is a person (docs/decisions/0013). */
  readonly participants: bigint
}

export interface CheckedChargeProof extends CheckedProof {
  readonly charge: CheckedCharge | null
}

/** 32 bytes that only the platform can make, and that open one charge alone: SHA-256(key || i64be participant number). */
export function chargeSalt(key: Uint8Array, participantId: bigint): Uint8Array {
  return sha256(joined(key, number(participantId)))
}

/** What a leaf hashes beside the amount: salt || i64be participant number. Without the salt the leaf says nothing of the participant. */
export function chargeOpening(salt: Uint8Array, participantId: bigint): Uint8Array {
  return joined(salt, number(participantId))
}

export function chargeInFile(
  participantId: bigint,
  salt: Uint8Array,
  index: bigint,
  amountFen: bigint,
  path: readonly SumStep[],
): ChargeInFile {
  return {
    participantId: participantId.toString(),
    salt: toBase64(salt),
    index: index.toString(),
    amountFen: amountFen.toString(),
    path: path.map(({ count, hash, side, sumFen }) => ({
      side,
      hash: toBase64(hash),
      sumFen: sumFen.toString(),
      count: count.toString(),
    })),
  }
}

/** Checks a proof file, and the charge in it where there is one. Throws as `checkProofFile` does. */
export async function checkChargeProof(
  file: ProofFile,
  policy: Policy,
  verifier: SignatureVerifier,
): Promise<CheckedChargeProof> {
  const checked = await checkProofFile(file, policy, verifier)
  return { ...checked, charge: file.charge === undefined ? null : checkCharge(checked.entry, file.charge) }
}

function checkCharge({ facts, kind }: ReadEntry, given: unknown): CheckedCharge {
  if (kind !== 'period-settled') throw new ProofRejected(`an entry "${kind}" charges nobody`)
  const { amountFen, index, participantId, path, salt } = record(given, 'charge')
  if (!Array.isArray(path)) throw new ProofRejected('charge.path is not a list')
  const steps = path.map((one, at): SumStep => {
    const { count, hash, side, sumFen } = record(one, `charge.path[${at}]`)
    if (side !== 'left' && side !== 'right') throw new ProofRejected(`charge.path[${at}].side is not left or right`)
    return { side, hash: bytes(hash, 'hash'), sumFen: whole(sumFen, 'sumFen'), count: whole(count, 'count') }
  })
  const size = whole(facts.chargesSize, "the entry's chargesSize")
  const sumFen = whole(facts.chargesSumFen, "the entry's chargesSumFen")
  const participants = whole(facts.participants, "the entry's participants")
  const shareFen = whole(facts.shareFen, "the entry's shareFen")
  const amount = whole(amountFen, 'charge.amountFen')
  const id = whole(participantId, 'charge.participantId')
  try {
    verifyCharge({
      index: whole(index, 'charge.index'),
      size,
      amountFen: amount,
      opening: chargeOpening(bytes(salt, 'charge.salt'), id),
      path: steps,
      root: bytes(facts.chargesRoot, "the entry's chargesRoot"),
      sumFen,
    })
  } catch (fault) {
    if (fault instanceof RangeError) throw new ProofRejected(fault.message)
    throw fault
  }
  if (amount !== shareFen) throw new ProofRejected(`charged are ${amount} fen, but the period's share is ${shareFen}`)
  if (size !== participants) throw new ProofRejected(`${size} are charged, but the period counts ${participants}`)
  if (sumFen !== shareFen * participants) throw new ProofRejected('the charges do not come to the share of each')
  return { participantId: id.toString(), amountFen: amount, participants }
}

function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new ProofRejected(`${what} is not an object`)
}

function whole(value: unknown, what: string): bigint {
  if (typeof value === 'string' && /^(0|[1-9][0-9]{0,18})$/.test(value)) return BigInt(value)
  throw new ProofRejected(`${what} is not a whole number`)
}

function bytes(value: unknown, what: string): Uint8Array {
  if (typeof value !== 'string') throw new ProofRejected(`${what} is not a text`)
  const read = fromBase64(value)
  if (read.length !== 32) throw new ProofRejected(`${what} has not 32 bytes`)
  return read
}

function number(value: bigint): Uint8Array {
  const written = new Uint8Array(8)
  new DataView(written.buffer).setBigInt64(0, value)
  return written
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(left.length + right.length)
  both.set(left, 0)
  both.set(right, left.length)
  return both
}
