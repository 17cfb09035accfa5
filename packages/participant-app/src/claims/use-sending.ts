import { onlineManager, useMutation, useQueryClient } from '@tanstack/react-query'
import { getClaimsByReferenceQueryKey } from '@tongzhou/web-client'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { type KeptPage, keptPage } from '../kept-pages.ts'
import { sendPage } from './send-page.ts'

/** After a fault it is tried again by itself, each time a little later. */
const firstPauseMilliseconds = 2_000
const longestPauseMilliseconds = 60_000

/** Sends the pages that wait, one after the other, as long as this is shown and there is a connection. */
export function useSending(reference: string, pages: readonly KeptPage[] | undefined, changed: () => unknown) {
  const queries = useQueryClient()
  const [received, setReceived] = useState<{ readonly id: string; readonly bytes: number } | null>(null)
  const [faults, setFaults] = useState(0)
  const isOnline = useSyncExternalStore(
    (told) => onlineManager.subscribe(told),
    () => onlineManager.isOnline(),
  )
  const { mutateAsync } = useMutation({
    networkMode: 'always',
    mutationFn: ({ page, signal }: { readonly page: KeptPage; readonly signal: AbortSignal }) =>
      withLock(page.id, async () => {
        // Another tab may have sent it meanwhile, or a part of it.
        const current = await keptPage(page.id)
        if (current) await sendPage(current, { signal, onProgress: (bytes) => setReceived({ id: page.id, bytes }) })
      }),
  })
  const next = pages?.find(({ state }) => state === 'waiting')
  const nextId = next && `${next.id} ${next.beginKey}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page that only came further is still the same one
  useEffect(() => {
    if (!next || !isOnline) return
    const leaving = new AbortController()
    const pause = faults === 0 ? 0 : Math.min(longestPauseMilliseconds, firstPauseMilliseconds * 2 ** (faults - 1))
    const timer = setTimeout(async () => {
      try {
        await mutateAsync({ page: next, signal: leaving.signal })
        await queries.invalidateQueries({ queryKey: getClaimsByReferenceQueryKey({ path: { reference } }) })
        setFaults(0)
        await changed()
      } catch {
        // What went wrong stands in the mutation; who is not signed in any more is led to the sign-in by its cache.
        if (!leaving.signal.aborted) setFaults(faults + 1)
      }
    }, pause)
    return () => {
      clearTimeout(timer)
      leaving.abort()
    }
  }, [nextId, isOnline, faults, reference])
  return { received, isOnline, isFailing: faults > 0, tryNow: () => setFaults(0) }
}

/** One tab at a time sends a page. Where the browser knows no locks the platform keeps the parts in order. */
async function withLock(id: string, work: () => Promise<void>): Promise<void> {
  const locks = navigator.locks as LockManager | undefined
  if (!locks) return work()
  await locks.request(`tongzhou.page.${id}`, async () => {
    await work()
  })
}
