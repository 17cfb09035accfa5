import { happens } from './chance.ts'
import type { GatewaySettings } from './settings.ts'

/**
 * What befalls an answer: `slow` and `lost` come after the work was done, `unavailable` instead of it. This is the
 * case that makes idempotency keys necessary: the caller can't tell `lost` from "never arrived".
 */
export type AnswerFault = 'slow' | 'lost' | 'unavailable'

export interface AnswerFaults {
  /** The next request of this route meets this fault; several queue up. */
  script(route: string, fault: AnswerFault): void
  next(route: string, key: string): AnswerFault | null
}

/** Counting requests of more keys than this would be a leak; their faults then start again from the first. */
const mostKeysCounted = 100_000

export function openAnswerFaults({ rates, seed }: GatewaySettings): AnswerFaults {
  const scripted = new Map<string, AnswerFault[]>()
  const requests = new Map<string, number>()
  return {
    script(route, fault) {
      scripted.set(route, [...(scripted.get(route) ?? []), fault])
    },
    next(route, key) {
      const planned = scripted.get(route)?.shift()
      if (planned) return planned
      if (requests.size > mostKeysCounted) requests.clear()
      const request = `${route} ${key}`
      const nth = (requests.get(request) ?? 0) + 1
      requests.set(request, nth)
      if (happens(rates.unavailable, seed, 'unavailable', `${request} ${nth}`)) return 'unavailable'
      if (happens(rates.lostAnswer, seed, 'lost', `${request} ${nth}`)) return 'lost'
      return happens(rates.slowAnswer, seed, 'slow', `${request} ${nth}`) ? 'slow' : null
    },
  }
}
