import { join } from 'node:path'
import { type EmbeddedPostgres, startEmbeddedPostgres, stopEmbeddedPostgres } from '../src/postgres/embedded.ts'

/** Kept between runs: it saves the second of `initdb`, and the databases of failed files can be looked into. */
const dataFolder = join(import.meta.dirname, '../../../node_modules/.cache/tongzhou/test-postgres')

/**
 * Vitest's global set-up. The server is started by the first test file that asks for a database, so a run of pure tests
 * costs nothing; here it is stopped. Several runs in one clone share it, and the last one stops it.
 */
export default function setup(): () => Promise<void> {
  return async () => {
    if (!process.env.DATABASE_URL_FOR_TESTS) await stopEmbeddedPostgres(dataFolder)
  }
}

/** The server that tests use: `DATABASE_URL_FOR_TESTS`, whose user may create databases, or an embedded one. */
export async function testServer(): Promise<Pick<EmbeddedPostgres, 'url'>> {
  const url = process.env.DATABASE_URL_FOR_TESTS
  return url ? { url } : startEmbeddedPostgres({ dataFolder, durable: false })
}
