import { ballotHash, sealBallot, type Vote } from '@tongzhou/ballot'
import { postDisputesByDisputeBallot } from '@tongzhou/web-client'
import type { CaseFile } from './case-file-query.ts'
import type { Receipt } from './receipts.ts'

/** A ballot that was sealed and is to be sent: the same however often it is sent. */
export interface Sealed {
  readonly sealed: string
  /** The hash of the ballot whose place it takes. */
  readonly replaces: string | null
}

/** Why a ballot cannot be sealed here: a browser without the cryptography, or a page that did not come by https. */
export class SealingFault extends Error {}

/** Seals a ballot in this browser: what leaves it, nobody can open before the close. Throws a SealingFault. */
export async function seal(file: CaseFile, vote: Vote, text: string): Promise<Sealed> {
  const { ballot, dispute, juror, keepers, threshold } = file
  if (juror === null) throw new RangeError('who has no seat has no ballot')
  try {
    const sealed = await sealBallot({ vote, text, place: { dispute, juror }, keepers, threshold })
    return { sealed, replaces: ballot }
  } catch (fault) {
    throw new SealingFault('the ballot was not sealed', { cause: fault })
  }
}

/** Sends a sealed ballot. The receipt's hash is reckoned here, not taken from the answer. */
export async function send({ dispute, juror }: CaseFile, sealed: Sealed): Promise<Receipt> {
  const ballot = ballotHash(sealed.sealed)
  const headers = { 'idempotency-key': `ballot-${ballot}` }
  const { data } = await postDisputesByDisputeBallot({ path: { dispute }, headers, body: sealed, throwOnError: true })
  if (data.ballot !== ballot || data.juror !== juror) throw new Error('the answer is about another ballot')
  return { juror: data.juror, ballot, castAt: new Date().toISOString() }
}
