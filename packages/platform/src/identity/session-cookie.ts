import type { FastifyRequest } from 'fastify'
import type { RelyingParty } from './passkey.ts'

const cookieName = 'tongzhou_session'

/** The session's token: of the bearer token of a program, else of the cookie. */
export function tokenOf(request: FastifyRequest): string | null {
  const bearer = /^Bearer ([A-Za-z0-9_-]{43})$/.exec(request.headers.authorization ?? '')
  if (bearer) return bearer[1]!
  const cookie = new RegExp(`(?:^|;\\s*)${cookieName}=([A-Za-z0-9_-]{43})(?:;|$)`).exec(request.headers.cookie ?? '')
  return cookie ? cookie[1]! : null
}

/** Lax: a link into the app finds the person signed in, a form on another site does not act for them. */
export function cookieOf(party: RelyingParty, token: string, expires: string): string {
  const secure = party.origin.startsWith('https:') ? '; Secure' : ''
  return `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Lax; Expires=${expires}${secure}`
}

export function clearedCookie(party: RelyingParty): string {
  return cookieOf(party, '', new Date(0).toUTCString())
}
