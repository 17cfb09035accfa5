import { queryClient } from '../api.ts'
import { postSignOut } from '../client/sdk.gen.ts'
import { lastKnownPlace } from '../last-known-state.ts'
import { forgetDrafts } from '../ui/draft.ts'

/** Signs out, and leaves nothing of the person on this device: who shares a phone must not read another's case. */
export async function endSession(): Promise<void> {
  await postSignOut({ throwOnError: true })
  forgetDrafts()
  queryClient.clear()
  localStorage.removeItem(lastKnownPlace)
}
