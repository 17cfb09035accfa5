import { type Draft, forgetDraftsAt, useDraftAt } from '@tongzhou/web-client'

/** Both apps have one address, and so one storage. */
const place = 'tongzhou.console-draft.'

export function useDraft<Value extends object>(name: string, initial: Value): Draft<Value> {
  return useDraftAt(place, name, initial)
}

export const forgetDrafts = (): void => forgetDraftsAt(place)
