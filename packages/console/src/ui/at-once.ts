/** For what is chosen and kept in the address: no step of the history, and shown before the next key, or a list that is gone through by arrow would jump back. */
export const atOnce = { replace: true, flushSync: true } as const
