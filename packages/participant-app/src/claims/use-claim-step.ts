import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getClaimsByReferenceQueryKey, getClaimsQueryKey } from '@tongzhou/web-client'
import { useDraft } from '../ui/draft.ts'

/** What every step of a claimant is called with. */
export interface StepCall {
  readonly path: { readonly reference: string }
  readonly headers: { readonly 'idempotency-key': string }
  readonly throwOnError: true
}

/** A step on one's own claim that says nothing but itself. Sent again it is the same step: its key is the draft's. */
export function useClaimStep(
  reference: string,
  verb: string,
  send: (call: StepCall) => Promise<unknown>,
  onDone?: () => unknown,
) {
  const queries = useQueryClient()
  const draft = useDraft(`claim-${reference}.${verb}`, {})
  return useMutation({
    mutationFn: () => send({ path: { reference }, headers: { 'idempotency-key': draft.key }, throwOnError: true }),
    onSuccess: async () => {
      draft.discard()
      await Promise.all([
        queries.invalidateQueries({ queryKey: getClaimsByReferenceQueryKey({ path: { reference } }) }),
        queries.invalidateQueries({ queryKey: getClaimsQueryKey() }),
      ])
      await onDone?.()
    },
  })
}
