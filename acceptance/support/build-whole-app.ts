import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RouteOptions } from 'fastify'
import { openLog, openLogKey } from '../../packages/platform/src/cli/open-log.ts'
import { platformRoutes } from '../../packages/platform/src/cli/platform-routes.ts'
import type { Platform } from '../../packages/platform/src/commit/platform.ts'
import { openFolderStore } from '../../packages/platform/src/evidence/index.ts'
import { type Access, type OfficeRole, rolesOf } from '../../packages/platform/src/http/access.ts'
import { type App, buildApp, type Routes } from '../../packages/platform/src/http/app.ts'
import { createDemoInbox, type SignedIn } from '../../packages/platform/src/identity/index.ts'
import { readSettings } from '../../packages/platform/src/settings.ts'
import { startTestGateway } from '../../packages/platform/test/payment-gateway.ts'

export interface RouteOfApp {
  readonly method: string
  /** As it was declared: `/claims/:reference`. */
  readonly path: string
  readonly access: Access
  readonly schema: RouteSchema
}

/** JSON schemas of what a route reads and answers. */
export interface RouteSchema {
  readonly params?: unknown
  readonly querystring?: unknown
  readonly headers?: unknown
  readonly body?: unknown
  readonly response?: unknown
}

const everyRole = [
  'participant',
  'juror',
  'reviewer',
  'investigator',
  'finance',
  'operator',
  'auditor',
] as const satisfies readonly OfficeRole[]
export type Caller = (typeof everyRole)[number] | 'nobody'
export const callers: readonly Caller[] = ['nobody', ...everyRole]

export const headersOf = (caller: Caller, personId = 1n): Readonly<Record<string, string>> =>
  caller === 'nobody' ? {} : { authorization: `${caller} ${personId}` }

/** Whether a route lets somebody in, before it looks at anything else. */
export function letsIn({ access }: Pick<RouteOfApp, 'access'>, caller: Caller): boolean {
  if ('public' in access) return true
  if (caller === 'nobody') return false
  return 'signedIn' in access || rolesOf(access).includes(caller)
}

export interface BuiltApp {
  readonly app: App
  readonly routes: readonly RouteOfApp[]
  close(): Promise<void>
}

/** Every route that a started platform serves. Who calls is said by a header: see `headersOf`. */
export async function buildWholeApp(platform: Platform): Promise<BuiltApp> {
  const folder = await mkdtemp(join(tmpdir(), 'tongzhou-app-'))
  const gateway = await startTestGateway()
  const settings = readSettings({ TONGZHOU_DATA_FOLDER: folder })
  const key = await openLogKey(settings, 'http://localhost', platform.dice.bytes)
  const log = await openLog(platform, settings, join(folder, 'log'), key, null)
  const inbox = createDemoInbox(platform.clock)
  const routes: RouteOfApp[] = []
  const app = await buildApp(platform, {
    settings: { TONGZHOU_TRUSTED_PROXIES: 0, TONGZHOU_REQUESTS_PER_MINUTE: 1_000_000_000 },
    version: '0.0.0',
    resolveSession: async ({ headers }) => signedInOf(headers.authorization),
    routes: [
      collectRoutes(routes),
      ...platformRoutes(platform, {
        files: await openFolderStore(join(folder, 'evidence')),
        log: log.files,
        publisher: log.publisher,
        gateway: gateway.gateway,
        agreeAt: { page: null, isTrial: true },
        sender: inbox,
        inbox,
        origin: 'http://localhost',
      }),
    ],
    checks: [],
    measured: { pool: { totalCount: 1, idleCount: 1, waitingCount: 0 }, outboxLag: async () => 0 },
  })
  const close = async () => {
    await app.close()
    await gateway.built.close()
    await rm(folder, { recursive: true, force: true })
  }
  return { app, routes, close }
}

function signedInOf(authorization = ''): SignedIn | null {
  const [role, personId] = authorization.split(' ')
  const known = everyRole.find((one) => one === role)
  return known ? { personId: BigInt(personId!), roles: [known] } : null
}

function collectRoutes(routes: RouteOfApp[]): Routes {
  return async (app) => {
    app.addHook('onRoute', ({ config, method, schema, url }: RouteOptions) => {
      // HEAD is a GET whose body is not sent.
      for (const one of [method].flat()) {
        if (one !== 'HEAD') routes.push({ method: one, path: url, access: config!.access!, schema: schema ?? {} })
      }
    })
  }
}
