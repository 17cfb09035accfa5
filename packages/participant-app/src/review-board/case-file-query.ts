import type { GetDisputesByDisputeCaseFileResponse } from '@tongzhou/web-client'
import { getDisputesByDisputeCaseFileOptions } from '@tongzhou/web-client'

export type CaseFile = GetDisputesByDisputeCaseFileResponse

/** A case file, which is sealed: it is not kept on this device. */
export function caseFileOf(dispute: string) {
  return { ...getDisputesByDisputeCaseFileOptions({ path: { dispute } }), meta: { keep: false } }
}
