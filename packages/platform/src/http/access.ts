import { type Role, refuse } from '@tongzhou/core'
import type { FastifyRequest, RouteOptions } from 'fastify'
import type { Actor } from '../commit/commit.ts'
import type { SignedIn } from '../identity/index.ts'
import { RefusedRequest } from './problem.ts'

/** Who may call a route. Every route says it in `config.access`; a route that says nothing stops the boot. */
export type Access = { readonly public: true } | { readonly signedIn: true } | { readonly roles: readonly OfficeRole[] }

export type OfficeRole = Exclude<Role, 'system'>

/** Finds out who sent a request, from its session; null for somebody not signed in. Reads headers only. */
export type ResolveSession = (request: FastifyRequest) => Promise<SignedIn | null>

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
  }
  interface FastifyRequest {
    /** Who acts, in the role by which the route let them in; null on public routes for those not signed in. */
    actor: Actor | null
    /** The person with all offices; null when not signed in. */
    signedIn: SignedIn | null
  }
}

/** Routes that libraries add, which cannot carry a config of ours: the pages of the API reference. */
const libraryRoutes = /^\/docs(\/|$)/
export const publicAccess: Access = { public: true }

/** For `onRoute`: gives library routes their access, and throws for any other route without one. */
export function requireAccess(route: RouteOptions): void {
  if (libraryRoutes.test(route.url)) route.config = { access: publicAccess, ...route.config }
  const access = route.config?.access
  if (access === undefined) {
    throw new Error(
      `${route.method} ${route.url} does not say who may call it: add config: { access: ... } to the route`,
    )
  }
  if ('roles' in access && access.roles.length === 0) {
    throw new Error(`${route.method} ${route.url} lets nobody in: name at least one role`)
  }
}

/**
 * For `onRequest`: finds the actor, before the body is read, and refuses who may not call the route. Where several
 * offices would do, the first one named by the route counts.
 */
export async function admit(request: FastifyRequest, resolveSession: ResolveSession): Promise<void> {
  if (request.is404) return
  const access = request.routeOptions.config.access
  if (access === undefined) throw new Error('a route without access was reached')
  const signedIn = await resolveSession(request)
  request.signedIn = signedIn
  if (signedIn === null) {
    if ('public' in access) return
    throw new RefusedRequest(refuse('not-signed-in').refusal)
  }
  const role = 'roles' in access ? access.roles.find((allowed) => signedIn.roles.includes(allowed)) : 'participant'
  if (role === undefined)
    throw new RefusedRequest(refuse('not-allowed', { needed: rolesOf(access).join(', ') }).refusal)
  request.actor = { role, personId: signedIn.personId }
}

/** The roles a route asks for; none where any or no person may call it. */
export function rolesOf(access: Access): readonly OfficeRole[] {
  return 'roles' in access ? access.roles : []
}

/** The actor of a route that is not public. Throws on a public route: there may be nobody. */
export function actorOf(request: FastifyRequest): Actor {
  if (request.actor === null) throw new Error(`${request.routeOptions.url} is public and has no actor`)
  return request.actor
}
