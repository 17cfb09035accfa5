import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TileFolder } from '@tongzhou/tlog/node'
import { sql } from 'kysely'
import { afterAll } from 'vitest'
import { claimantOfCase, claimRoutes, reviewDeskRoutes } from '../../packages/platform/src/claims/index.ts'
import { personDataParts } from '../../packages/platform/src/cli/person-data.ts'
import { dashboardRoutes } from '../../packages/platform/src/dashboard/index.ts'
import { openFolderStore, type SealedFileStore } from '../../packages/platform/src/evidence/index.ts'
import { type App, buildApp, type Routes } from '../../packages/platform/src/http/app.ts'
import {
  createDemoInbox,
  identityRoutes,
  insertPhonePerson,
  nextPersonIds,
  type SignedIn,
  sessionResolver,
} from '../../packages/platform/src/identity/index.ts'
import { type LeafFile, openLeafFile } from '../../packages/platform/src/journal/index.ts'
import { defaultJoining, participantRoutes } from '../../packages/platform/src/participants/index.ts'
import { debtors, paymentRoutes } from '../../packages/platform/src/payments/index.ts'
import { planRoutes } from '../../packages/platform/src/plans/index.ts'
import {
  disputeRoutes,
  jurorRoutes,
  questionBanksIn,
  reviewBoard,
} from '../../packages/platform/src/review-board/index.ts'
import { isPlanOpen, sharingRoutes } from '../../packages/platform/src/sharing/index.ts'
import { startTestGateway, type TestGateway } from '../../packages/platform/test/payment-gateway.ts'
import { type TestPlatform, testPlatform } from '../../packages/platform/test/platform.ts'

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever a route answers
  readonly body: any
}

/** The whole application on a database of its own, with people who sign in, a clock that is moved and a gateway. */
export interface World {
  readonly platform: TestPlatform
  readonly app: App
  /** Holds `evidence`, `leaves` and `log`. */
  readonly folder: string
  /** Where the routes that prove read the published log; empty until a consortium publishes there. */
  readonly log: TileFolder
  readonly files: SealedFileStore
  readonly leafFile: LeafFile
  readonly payments: TestGateway
  /** Somebody who has just signed in with these roles. */
  signIn(...roles: SignedIn['roles'][number][]): Promise<Somebody>
  /** Somebody who is there already signs in, as a participant. */
  signInAs(personId: bigint): Somebody
  call(who: Somebody | null, method: Method, path: string, body?: object, key?: string): Promise<Answer>
  /** Sends a file as multipart/form-data. */
  upload(who: Somebody, path: string, file: Sent, key?: string): Promise<Answer>
  /** Moves all clocks to a time of a day in Shanghai. */
  at(day: string, time?: string): Promise<void>
}

export interface Somebody {
  readonly token: string
  readonly personId: bigint
}

export interface Sent {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** Opens a world at noon of `day`, with routes besides the usual ones and a gateway so set; closed after the file's tests. */
export async function openWorld(day: string, besides: readonly Routes[] = [], gateway: object = {}): Promise<World> {
  const platform = await testPlatform(day, `world ${day}`)
  const folder = await mkdtemp(join(tmpdir(), 'tongzhou-world-'))
  const files = await openFolderStore(join(folder, 'evidence'))
  const leafFile = await openLeafFile(join(folder, 'leaves'))
  const log = new TileFolder(join(folder, 'log'))
  const payments = await startTestGateway(gateway)
  const sessions = new Map<string, SignedIn>()
  const app = await buildWorldApp(platform, { files, log }, payments, sessions, besides)
  let people = 0

  const call: World['call'] = async (who, method, path, body, key = crypto.randomUUID()) => {
    const headers = { ...(who && { authorization: who.token }), 'idempotency-key': key }
    const answer = await app.inject({ method, url: path, headers, ...(body !== undefined && { payload: body }) })
    return { status: answer.statusCode, body: answer.body === '' ? null : answer.json() }
  }
  afterAll(async () => {
    await app.close()
    await payments.built.close()
    await leafFile.close()
    await rm(folder, { recursive: true, force: true })
  })
  return {
    platform,
    app,
    folder,
    log,
    files,
    leafFile,
    payments,
    call,
    async signIn(...roles) {
      const [personId] = await nextPersonIds(platform.database, 1)
      people += 1
      const phone = `+86${13_700_000_000 + people}`
      for (const write of insertPhonePerson(platform, personId!, phone, platform.clock.now())) {
        await write.execute(platform.database)
      }
      const token = `session-${personId}`
      sessions.set(token, { personId: personId!, roles: roles.length === 0 ? ['participant'] : roles })
      return { token, personId: personId! }
    },
    signInAs(personId) {
      const token = `session-${personId}`
      sessions.set(token, { personId, roles: ['participant'] })
      return { token, personId }
    },
    async upload(who, path, file, key = crypto.randomUUID()) {
      const { body, type } = multipartOf(file)
      const headers = { authorization: who.token, 'idempotency-key': key, 'content-type': type }
      const answer = await app.inject({ method: 'POST', url: path, headers, payload: body })
      return { status: answer.statusCode, body: answer.json() }
    },
    async at(to, time = '12:00') {
      const instant = Temporal.PlainDate.from(to).toZonedDateTime({ timeZone: 'Asia/Shanghai', plainTime: time })
      platform.clock.set(instant.toInstant().toString())
      await payments.admin('clock', { now: instant.toInstant().toString() })
    },
  }
}

function buildWorldApp(
  platform: TestPlatform,
  { files, log }: Pick<World, 'files' | 'log'>,
  payments: TestGateway,
  sessions: ReadonlyMap<string, SignedIn>,
  besides: readonly Routes[],
): Promise<App> {
  const inbox = createDemoInbox(platform.clock)
  const bySession = sessionResolver(platform)
  const party = { id: 'localhost', origin: 'http://localhost', name: 'Tongzhou' }
  return buildApp(platform, {
    settings: { TONGZHOU_TRUSTED_PROXIES: 0, TONGZHOU_REQUESTS_PER_MINUTE: 1_000_000 },
    version: '0.0.0',
    // A browser signs in as people do, and has its cookie.
    resolveSession: async (request) => sessions.get(request.headers.authorization ?? '') ?? bySession(request),
    routes: [
      identityRoutes({ sender: inbox, party, demoInbox: inbox, personData: personDataParts }),
      planRoutes,
      participantRoutes({ ...defaultJoining, isOpenToJoiners: isPlanOpen }, claimantOfCase),
      claimRoutes(files, log, reviewBoard(platform)),
      reviewDeskRoutes(files),
      disputeRoutes(files, debtors()),
      jurorRoutes({ debtors: debtors(), questionBanks: questionBanksIn() }),
      sharingRoutes(log),
      paymentRoutes(payments.gateway, { page: null, isTrial: true }),
      dashboardRoutes,
      ...besides,
    ],
    checks: [],
    measured: { pool: { totalCount: 1, idleCount: 1, waitingCount: 0 }, outboxLag: async () => 0 },
  })
}

function multipartOf({ name, type, bytes }: Sent): { readonly body: Buffer; readonly type: string } {
  const boundary = 'tongzhou-test-boundary'
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`
  const body = Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from(`\r\n--${boundary}--\r\n`)])
  return { body, type: `multipart/form-data; boundary=${boundary}` }
}

/** A fingerprint of everything in the database that a command could have changed, and the number of sealed files. */
export async function fingerprint({ platform }: World): Promise<string> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace and not relispartition
    order by relname`.execute(platform.database)
  const sums: string[] = []
  for (const { name } of rows) {
    const found = await sql<{ sum: string }>`
      select count(*) || ':' || coalesce(sum(hashtextextended(t::text, 0)), 0) as sum
      from ${sql.table(name)} t`.execute(platform.database)
    sums.push(`${name} ${found.rows[0]!.sum}`)
  }
  return sums.join('\n')
}
