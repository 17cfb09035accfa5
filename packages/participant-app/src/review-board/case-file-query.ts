import { getDisputesByDisputeCaseFileOptions } from '../client/@tanstack/react-query.gen.ts'
import type { GetDisputesByDisputeCaseFileResponse } from '../client/types.gen.ts'

export type CaseFile = GetDisputesByDisputeCaseFileResponse

/** A case file, which is sealed: it is not kept on this device. */
export function caseFileOf(dispute: string) {
  return { ...getDisputesByDisputeCaseFileOptions({ path: { dispute } }), meta: { keep: false } }
}
