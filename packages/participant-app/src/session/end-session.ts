import { postSignOut } from '@tongzhou/web-client'
import { queryClient } from '../api.ts'
import { forgetKeptPages } from '../kept-pages.ts'
import { lastKnown } from '../last-known-state.ts'
import { forgetDrafts } from '../ui/draft.ts'

/** Signs out and begins anew at the first page. */
export async function endSession(): Promise<void> {
  await postSignOut({ throwOnError: true })
  await forgetSession()
}

/**
 * Begins anew at the first page, with nothing of the person left on this device: who shares a phone must not read another's case. For a
 * session that has ended at the platform.
 */
export async function forgetSession(): Promise<void> {
  queryClient.clear()
  await lastKnown.removeClient()
  forgetDrafts()
  await forgetKeptPages()
  location.replace(import.meta.env.BASE_URL)
}
