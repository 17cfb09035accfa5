import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { GetClaimsByReferenceDeskResponse, GetClaimsByReferenceResponse } from '@tongzhou/web-client'
import { getClaimsByReferenceDeskOptions, getClaimsByReferenceOptions, newKey } from '@tongzhou/web-client'

export type CaseView = GetClaimsByReferenceResponse
export type Desk = GetClaimsByReferenceDeskResponse
export type Paper = Desk['papers'][number]

/** A case and what its officer needs besides. */
export function useCase(reference: string) {
  const path = { reference }
  const view = useQuery(getClaimsByReferenceOptions({ path }))
  const desk = useQuery(getClaimsByReferenceDeskOptions({ path }))
  return { view, desk }
}

/** A command on a case; what was asked before is asked again after it. */
export function useCaseCommand<Input = void>(
  run: (headers: { readonly 'idempotency-key': string }, input: Input) => Promise<unknown>,
  done?: () => void,
) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (input: Input) => run({ 'idempotency-key': newKey() }, input),
    onSuccess: async () => {
      done?.()
      await queries.invalidateQueries()
    },
  })
}
