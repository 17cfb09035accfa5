/** Each answer about a person is a look that is recorded: nothing is asked for again by itself. */
export const once = {
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
} as const
