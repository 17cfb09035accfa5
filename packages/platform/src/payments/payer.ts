import { actorOf } from '../http/index.ts'

/** Who is signed in, on a route that lets participants in only. */
export function payerOf(request: Parameters<typeof actorOf>[0]) {
  const actor = actorOf(request)
  if (actor.personId === null) throw new Error('a participant is a person')
  return { role: actor.role, personId: actor.personId }
}
