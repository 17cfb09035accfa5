import { queryOptions, useQuery } from '@tanstack/react-query'
import { getMe } from './client/sdk.gen.ts'
import type { GetMeResponse } from './client/types.gen.ts'
import { meKey, problemOf } from './problem.ts'

/** Who is signed in: a person, or null. */
export type Me = GetMeResponse | null

export const meQuery = queryOptions({
  queryKey: meKey,
  queryFn: async (): Promise<Me> => {
    try {
      const { data } = await getMe({ throwOnError: true })
      return data
    } catch (fault) {
      if (problemOf(fault)?.code === 'not-signed-in') return null
      throw fault
    }
  },
})

/** Who is signed in; undefined while that is not known yet. Without a connection it is who was signed in last. */
export function useMe(): Me | undefined {
  return useQuery(meQuery).data
}
