import type { CaseFacts } from './case-facts.ts'
import { editedPdfSignal, editedPictureSignal, nearSamePictureSignal, sameFileSignal } from './file-signals.ts'
import { attestationMissingSignal, declarationSignal, linkSignals } from './link-signals.ts'
import { rateSignals } from './rate-signals.ts'
import { besideRefusedSignal } from './refused-signal.ts'
import type { RiskSignal } from './signal.ts'
import { datesContradictSignal, illAroundJoiningSignal, soonAfterWaitingSignal } from './time-signals.ts'

/** Everything that the facts of a case show. Each signal stands by itself and says why. */
export function findSignals(facts: CaseFacts): readonly RiskSignal[] {
  const single = [
    soonAfterWaitingSignal,
    illAroundJoiningSignal,
    sameFileSignal,
    nearSamePictureSignal,
    editedPictureSignal,
    editedPdfSignal,
    datesContradictSignal,
    attestationMissingSignal,
    declarationSignal,
    besideRefusedSignal,
  ].map((find) => find(facts))
  return [...single.filter((signal) => signal !== null), ...linkSignals(facts), ...rateSignals(facts)]
}
