import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import pino from 'pino'
import type { Database, Platform } from '../commit/platform.ts'
import { buildApp } from '../http/app.ts'
import { createVault } from '../identity/index.ts'
import { platformRoutes } from './platform-routes.ts'

/**
 * The OpenAPI document of all routes, in canonical order of their addresses. Needs no database, no file and no setting: routes are
 * declared, none is answered.
 */
export async function openApiDocument(): Promise<object> {
  const platform = declaringPlatform()
  const app = await buildApp(platform, {
    settings: { TONGZHOU_TRUSTED_PROXIES: 0, TONGZHOU_REQUESTS_PER_MINUTE: 1_000 },
    version: '0',
    resolveSession: async () => null,
    routes: platformRoutes(platform, {
      files: absent('files'),
      log: absent('log'),
      publisher: absent('publisher'),
      gateway: absent('gateway'),
      agreeAt: { page: null, isTrial: false },
      sender: absent('sender'),
      inbox: absent('inbox'),
      origin: 'http://localhost',
    }),
    checks: [],
    measured: { pool: { totalCount: 0, idleCount: 0, waitingCount: 0 }, outboxLag: async () => 0 },
  })
  const { paths, ...rest } = app.swagger() as { paths?: Record<string, unknown> }
  await app.close()
  const ordered = Object.entries(paths ?? {}).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return { ...rest, paths: Object.fromEntries(ordered) }
}

function declaringPlatform(): Platform {
  const dialect = {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (database: Kysely<unknown>) => new PostgresIntrospector(database),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
  const database: Database = new Kysely<unknown>({ dialect })
  // Nothing is sealed while routes are only declared.
  const bytes = (length: number) => new Uint8Array(length)
  return {
    database,
    clock: absent('clock'),
    dice: { bytes },
    vault: createVault({ masterKey: bytes(32), random: bytes }),
    logger: pino({ level: 'silent' }),
  }
}

/** Stands where a route will find a tool; using it while routes are declared is a fault. */
function absent<Tool extends object>(name: string): Tool {
  const refuseUse = () => {
    throw new Error(`${name} was used while routes were only declared`)
  }
  return new Proxy({}, { get: refuseUse, has: refuseUse }) as Tool
}
