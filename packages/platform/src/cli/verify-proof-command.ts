import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import {
  type CheckedChargeProof,
  checkChargeProof,
  formatYuan,
  MalformedEntry,
  ProofRejected,
  parseProofFile,
} from '@tongzhou/core'
import { parsePolicy, TlogError } from '@tongzhou/tlog'
import type { Command } from 'commander'
import { type Report, reportingCommand, WrongUsage } from './report.ts'
import type { CommandContext } from './run-command-line.ts'

interface Options {
  readonly policy: string
  readonly file?: string
}

/** Needs neither a database nor a network. */
export function verifyProofCommand({ run }: CommandContext): Command {
  return reportingCommand('verify-proof', 'check a proof file offline, by a policy file alone')
    .argument('<proof>', 'the proof, as it was downloaded')
    .requiredOption('--policy <file>', 'whom to believe: the policy file (C2SP tlog-policy), from somebody you trust')
    .option('--file <file>', 'the file that the proof is about: its SHA-256 must be the proved one')
    .action((proof: string, options: Options) => run(() => checked(proof, options)))
}

async function checked(path: string, options: Options): Promise<Report> {
  const policyText = await text(options.policy)
  try {
    const proof = await check(await text(path), policyText)
    if (options.file !== undefined) await requireSameFile(proof, options.file)
    return { text: inWords(proof, options.file !== undefined), json: inJson(proof) }
  } catch (fault) {
    if (fault instanceof ProofRejected || fault instanceof MalformedEntry || fault instanceof TlogError) {
      return { text: `NOT PROVED: ${fault.message}.`, json: { proved: false, reason: fault.message }, found: true }
    }
    throw fault
  }
}

async function check(proofText: string, policyText: string): Promise<CheckedChargeProof> {
  const { nodeVerifier } = await import('@tongzhou/tlog/node')
  return checkChargeProof(parseProofFile(proofText), parsePolicy(policyText), nodeVerifier)
}

async function text(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (fault) {
    throw new WrongUsage(`${path} can't be read: ${(fault as Error).message}`)
  }
}

async function requireSameFile({ revealed }: CheckedChargeProof, path: string): Promise<void> {
  const proved = revealed.flatMap(({ content }) => sha256Of(content))
  if (proved.length === 0) throw new ProofRejected('the proof is not about a file')
  const bytes = await readFile(path).catch((fault: Error) => {
    throw new WrongUsage(`${path} can't be read: ${fault.message}`)
  })
  const found = createHash('sha256').update(bytes).digest('hex')
  if (!proved.includes(found)) {
    throw new ProofRejected(`${path} is another file: its SHA-256 is ${found}, the proof is about ${proved.join(', ')}`)
  }
}

function sha256Of(content: unknown): string[] {
  if (typeof content !== 'object' || content === null || !('sha256' in content)) return []
  return [String(content.sha256)]
}

function inWords(proof: CheckedChargeProof, comparedFile: boolean): string {
  const { charge, entry, index, revealed, signedBy, size, unchecked } = proof
  const signers = signedBy.map(({ name, timeSeconds }) => {
    const when = timeSeconds === null ? '' : ` at ${Temporal.Instant.fromEpochMilliseconds(timeSeconds * 1_000)}`
    return `  ${name}${when}`
  })
  const files = revealed.flatMap(({ content }) => sha256Of(content))
  return [
    `PROVED: "${entry.kind}" of ${entry.subject}, recorded at ${entry.at}, is entry ${index} of a log of ${size}.`,
    'The log was signed, and countersigned by the quorum of the policy:',
    ...signers,
    ...files.map(
      (sha256) => `The entry commits to a file with the SHA-256 ${sha256}${comparedFile ? ', the one given' : ''}.`,
    ),
    ...(charge
      ? [
          `Participant ${charge.participantId} is one of ${charge.participants} who were counted, and owes ${formatYuan(charge.amountFen)} yuan, as each of them does.`,
        ]
      : []),
    ...unchecked.map((key) => `Not checked here, and not counted: the signature of ${key.name}.`),
    'Not proved: that what the entry says is true, only that it was said by then and has not been changed since.',
  ].join('\n')
}

function inJson({ charge, entry, index, revealed, signedBy, size }: CheckedChargeProof) {
  return { proved: true, index, size, entry: { ...entry, at: entry.at.toString() }, revealed, charge, signedBy }
}
