import { randomBytes } from 'node:crypto'
import { isAbsolute, join } from 'node:path'
import { sql } from 'kysely'
import type { Clock, Database, Dice, Platform } from '../commit/platform.ts'
import { createLogger } from '../http/request-log.ts'
import { createVault } from '../identity/index.ts'
import { loadMasterKey, type MasterKey } from '../master-key.ts'
import { openDatabase } from '../postgres/database.ts'
import { startEmbeddedPostgres } from '../postgres/embedded.ts'
import { migrate, pendingMigrations, readMigrations } from '../postgres/migrate.ts'
import { readSettings, type Settings } from '../settings.ts'
import { type Terminal, WrongUsage } from './report.ts'

export const projectFolder = join(import.meta.dirname, '../../../..')

/** The data folder as an absolute path. */
export function dataFolderOf(settings: Pick<Settings, 'TONGZHOU_DATA_FOLDER'>): string {
  const folder = settings.TONGZHOU_DATA_FOLDER
  return isAbsolute(folder) ? folder : join(projectFolder, folder)
}

/** Where the embedded PostgreSQL keeps its data; `--fresh` removes this and nothing else. */
export function embeddedFolderOf(settings: Pick<Settings, 'TONGZHOU_DATA_FOLDER'>): string {
  return join(dataFolderOf(settings), 'postgres')
}

/** Whole microseconds, as PostgreSQL keeps them: an instant that comes back from the database equals the one that went in. */
export const systemClock: Clock = {
  now: () => Temporal.Now.instant().round({ smallestUnit: 'microsecond', roundingMode: 'floor' }),
}
export const systemDice: Dice = { bytes: (length) => new Uint8Array(randomBytes(length)) }

export interface OpenPlatform extends Platform {
  readonly settings: Settings
  readonly databaseUrl: string
  readonly masterKey: MasterKey
}

/**
 * Opens the platform for one command, and closes it afterwards. Without DATABASE_URL the embedded PostgreSQL is used, the
 * running one of a server or one started for this command. An empty database is migrated; one of an older release is
 * refused, because its server may be running.
 */
export async function withPlatform<Result>(
  terminal: Pick<Terminal, 'environment'>,
  work: (platform: OpenPlatform) => Promise<Result>,
): Promise<Result> {
  const settings = readSettings(terminal.environment)
  const server = await findServer(settings)
  const database = openDatabase(server.url, { maxConnections: 4, applicationName: 'tongzhou-command' })
  try {
    await requireMigrated(database, settings)
    return await work(await assemble(settings, server.url, database))
  } finally {
    await database.destroy()
    await server.stop()
  }
}

/** The parts of a platform around an open database. */
export async function assemble(settings: Settings, databaseUrl: string, database: Database): Promise<OpenPlatform> {
  const masterKey = await loadMasterKey(settings, dataFolderOf(settings), systemDice.bytes)
  return {
    settings,
    databaseUrl,
    masterKey,
    database,
    clock: systemClock,
    dice: systemDice,
    vault: createVault({ masterKey: masterKey.key, random: systemDice.bytes }),
    // Logs go to stderr: stdout is for results.
    logger: createLogger(settings, process.stderr),
  }
}

export interface FoundServer {
  readonly url: string
  stop(): Promise<void>
}

/** The PostgreSQL of the settings, or the embedded one. `stop` leaves alone what is not ours or still in use. */
export async function findServer(settings: Settings): Promise<FoundServer> {
  if (settings.DATABASE_URL !== undefined) return { url: settings.DATABASE_URL, stop: () => Promise.resolve() }
  return startEmbeddedPostgres({ dataFolder: embeddedFolderOf(settings) })
}

async function requireMigrated(database: Database, settings: Pick<Settings, 'TONGZHOU_DISTRIBUTED'>): Promise<void> {
  const migrations = await readMigrations()
  const { rows } = await sql<{ exists: boolean }>`select to_regclass('migrations') is not null as exists`.execute(
    database,
  )
  if (!rows[0]?.exists) {
    await migrate(database, migrations, { distributed: settings.TONGZHOU_DISTRIBUTED ?? null })
    return
  }
  const pending = await pendingMigrations(database, migrations)
  if (pending.length > 0) {
    throw new WrongUsage(
      `The database is of an older release (${pending.length} migrations are missing): run "tongzhou start", which migrates.`,
    )
  }
}
