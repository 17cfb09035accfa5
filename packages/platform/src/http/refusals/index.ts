import type {
  AmountRefusal,
  ClaimRefusalCode,
  DayRefusal,
  DisputeRefusalCode,
  FileRefusal,
  NameRefusal,
  PassportRefusal,
  PhoneRefusal,
  RedactionRefusal,
  ResidentIdRefusal,
  SignInRefusal,
  UploadRefusal,
} from '@tongzhou/core'
import type { CommitRefusal } from '../../commit/commit.ts'
import type { RefusalAnswer } from './answer.ts'
import { claimsRefusals } from './claims.ts'
import { commonRefusals } from './common.ts'
import { disputesRefusals } from './disputes.ts'
import { evidenceRefusals } from './evidence.ts'
import { identityRefusals } from './identity.ts'
import { journalRefusals } from './journal.ts'
import { ledgerRefusals } from './ledger.ts'
import { participantsRefusals } from './participants.ts'
import { paymentsRefusals } from './payments.ts'
import { plansRefusals } from './plans.ts'
import { requestRefusals } from './request.ts'
import { reviewBoardRefusals } from './review-board.ts'
import { sharingRefusals } from './sharing.ts'

export type { RefusalAnswer } from './answer.ts'

/** The one map from refusal codes to HTTP. `tidy/refusals.test.ts` reads every `refuse(...)` and misses none. */
export const refusalAnswers = {
  ...commonRefusals,
  ...plansRefusals,
  ...identityRefusals,
  ...journalRefusals,
  ...ledgerRefusals,
  ...participantsRefusals,
  ...evidenceRefusals,
  ...claimsRefusals,
  ...disputesRefusals,
  ...reviewBoardRefusals,
  ...sharingRefusals,
  ...paymentsRefusals,
  ...requestRefusals,
}

export type RefusalCode = keyof typeof refusalAnswers
export type RequestRefusalCode = keyof typeof requestRefusals

/** The codes that the parts declare; the compiler refuses this file when one of them has no answer above. */
type DeclaredCode =
  | AmountRefusal
  | ClaimRefusalCode
  | CommitRefusal
  | DayRefusal
  | DisputeRefusalCode
  | FileRefusal
  | NameRefusal
  | PassportRefusal
  | PhoneRefusal
  | RedactionRefusal
  | ResidentIdRefusal
  | SignInRefusal
  | UploadRefusal
refusalAnswers satisfies Readonly<Record<DeclaredCode, RefusalAnswer>>

/** How HTTP answers this code. Throws for a code that nobody put on the map: a bug, never "not found". */
export function answerTo(code: string): RefusalAnswer {
  if (!Object.hasOwn(refusalAnswers, code))
    throw new Error(`refusal ${code} has no HTTP status: add it in http/refusals/`)
  return refusalAnswers[code as RefusalCode]
}
