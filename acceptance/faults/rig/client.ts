import { setTimeout as pause } from 'node:timers/promises'
import type { Answer, Sent, Somebody } from '../../support/world.ts'
import type { House } from './house.ts'

/** Somebody with a phone; their session is renewed when it has ended. */
export interface Signed extends Somebody {
  readonly phone: string
}

export interface Traffic {
  /** Answers by status, `none` where none came. */
  readonly statuses: Map<string, number>
  /** Requests that had no answer after all patience: none may be here. */
  readonly lost: string[]
}

export interface Patience {
  readonly requestMilliseconds?: number
  readonly triesOfCommand?: number
}

/** For all tries of one command. */
const commandMilliseconds = 150_000
const triesPause = 150

/**
 * The people's side: every request goes to any server (no session sticks), and whatever is not answered is sent again under the same key, as
 * an app does, until it is. What was answered stands: the rig remembers it and the invariants look for it.
 */
export class Client {
  readonly #house: Pick<House, 'servers' | 'messages'>
  /** Why the last request without an answer had none. */
  #why = ''
  readonly #mostTries: number
  readonly #requestMilliseconds: number
  readonly #random: () => number
  readonly #tokens = new Map<string, string>()
  readonly traffic: Traffic = { statuses: new Map(), lost: [] }
  /** No more tries: the rig is over. */
  isOver = false

  constructor(
    house: Pick<House, 'servers' | 'messages'>,
    random: () => number,
    { requestMilliseconds = 6_000, triesOfCommand = Number.POSITIVE_INFINITY }: Patience = {},
  ) {
    this.#house = house
    this.#mostTries = triesOfCommand
    this.#requestMilliseconds = requestMilliseconds
    this.#random = random
  }

  async signIn(phone: string): Promise<Signed> {
    await this.#newSession(phone)
    const { body } = await this.#ask(phone, 'GET', '/me', {}, undefined)
    return { phone, token: phone, personId: BigInt(body.personId) }
  }

  async call(
    who: Somebody | null,
    method: string,
    path: string,
    body?: object,
    key: string = crypto.randomUUID(),
  ): Promise<Answer> {
    const headers = { 'idempotency-key': key, ...(body && { 'content-type': 'application/json' }) }
    return this.#askAs(who, method, path, headers, body && JSON.stringify(body))
  }

  async upload(who: Somebody, path: string, file: Sent, key: string = crypto.randomUUID()): Promise<Answer> {
    const form = () => {
      const data = new FormData()
      data.append('file', new Blob([new Uint8Array(file.bytes)], { type: file.type }), file.name)
      return data
    }
    return this.#askAs(who, 'POST', path, { 'idempotency-key': key }, form)
  }

  async #askAs(who: Somebody | null, method: string, path: string, headers: Headers, body?: Body): Promise<Answer> {
    const phone = who?.token ?? null
    // Days pass in seconds: a session may end while its first answer is waited for.
    for (let sessions = 0; ; sessions += 1) {
      const answer = await this.#ask(phone, method, path, headers, body)
      if (answer.status !== 401 || phone === null || sessions === mostSessions) return answer
      await this.#newSession(phone)
    }
  }

  async #newSession(phone: string): Promise<void> {
    for (let tries = 0; tries < 100 && !this.isOver; tries += 1) {
      const asked = await this.#ask(null, 'POST', '/sign-in/code', json, JSON.stringify({ phone }))
      // Asked too soon: the code before is still good, or a minute passes.
      const code = this.#house.messages.codeOf(`+86${phone}`)
      if (asked.status >= 300 && asked.status !== 429 && asked.status !== 409)
        throw new Error(JSON.stringify(asked.body))
      if (code !== undefined) {
        const entered = await this.#ask(null, 'POST', '/sign-in', json, JSON.stringify({ phone, code, bearer: true }))
        if (entered.status === 200) {
          this.#tokens.set(phone, entered.body.token)
          return
        }
      }
      await pause(300)
    }
    if (!this.isOver) throw new Error('nobody could sign in')
  }

  /** Until there is an answer that is one. */
  async #ask(phone: string | null, method: string, path: string, headers: Headers, body?: Body): Promise<Answer> {
    const until = performance.now() + commandMilliseconds
    for (let tries = 0; ; tries += 1) {
      const answer = await this.#once(phone, method, path, headers, body)
      const status = answer === null ? 'none' : String(answer.status)
      this.traffic.statuses.set(status, (this.traffic.statuses.get(status) ?? 0) + 1)
      if (answer && answer.status < 500) return answer
      if (this.isOver) throw new RigOver()
      if (performance.now() > until || tries + 1 >= this.#mostTries) {
        this.traffic.lost.push(`${method} ${path}: ${status} after ${tries + 1} tries`)
        throw new Error(`no answer to ${method} ${path}: ${status} ${answer ? JSON.stringify(answer.body) : this.#why}`)
      }
      await pause(triesPause * (1 + this.#random()))
    }
  }

  async #once(
    phone: string | null,
    method: string,
    path: string,
    headers: Headers,
    body?: Body,
  ): Promise<Answer | null> {
    const { servers } = this.#house
    const { url } = servers[Math.floor(this.#random() * servers.length)]!
    const token = phone === null ? undefined : this.#tokens.get(phone)
    // Each request from another address, so that nobody is taken for one who floods.
    const from = `10.${[0, 0, 0].map(() => Math.floor(this.#random() * 250)).join('.')}`
    try {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          'x-forwarded-for': from,
          ...headers,
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        body: (typeof body === 'function' ? body() : body) ?? null,
        signal: AbortSignal.timeout(this.#requestMilliseconds),
      })
      const text = await response.text()
      return { status: response.status, body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text }
    } catch (fault) {
      // No answer, for whatever reason: it is sent again.
      this.#why = `${String(fault)} ${String((fault as Error).cause ?? '')}`
      return null
    }
  }
}

type Headers = Readonly<Record<string, string>>
type Body = string | (() => FormData) | undefined
/** New sessions for one request. */
const mostSessions = 3
const json = { 'content-type': 'application/json' }

/** Thrown in the people's loops when the rig ends. */
export class RigOver extends Error {}
