import { randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const tokenBytes = 32

/** The token of `POST /attest`, in `<folder>/keys/attest.token`, which only its owner can read; made where it is missing. */
export function attestToken(folder: string): string {
  const path = join(folder, 'keys', 'attest.token')
  if (!existsSync(path)) {
    mkdirSync(join(folder, 'keys'), { recursive: true, mode: 0o700 })
    writeFileSync(path, `${randomBytes(tokenBytes).toString('base64url')}\n`, { mode: 0o600, flag: 'wx', flush: true })
  }
  const token = readFileSync(path, 'utf8').trim()
  if (token.length < tokenBytes) throw new Error(`${path} holds no token: remove it, and a new one is made`)
  return token
}

/** Whether a request's Authorization is `Bearer` and the token. Takes the same time whatever is wrong. */
export function bearsToken(authorization: string | undefined, token: string): boolean {
  const given = Buffer.from(authorization ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
