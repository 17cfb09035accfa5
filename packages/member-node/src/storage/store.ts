import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { schema } from './schema.ts'

/**
 * The member's database. It is synchronous, so what a transaction does is one step that no other request can come
 * between; what is committed has reached the disk (`synchronous = full`).
 */
export interface Store {
  readonly database: DatabaseSync
  /** Prepared once for each text. */
  statement(sql: string): StatementSync
  /** Commits what `work` wrote, or nothing if it throws. Within another transaction it is a part of that. */
  transaction<Result>(work: () => Result): Result
  close(): void
}

/** Opens the database in the member's folder, and makes its tables. */
export function openStore(folder: string): Store {
  mkdirSync(folder, { recursive: true })
  const database = new DatabaseSync(join(folder, 'member.sqlite'), { timeout: 5_000 })
  database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on')
  database.exec(schema)
  const statements = new Map<string, StatementSync>()
  let depth = 0
  return {
    database,
    statement(sql) {
      const known = statements.get(sql) ?? database.prepare(sql)
      statements.set(sql, known)
      return known
    },
    transaction(work) {
      if (depth > 0) return work()
      database.exec('begin immediate')
      depth += 1
      try {
        const result = work()
        database.exec('commit')
        return result
      } catch (error) {
        if (database.isTransaction) database.exec('rollback')
        throw error
      } finally {
        depth -= 1
      }
    },
    close: () => database.close(),
  }
}

/**
 * Makes this process the only one that serves the folder: two would each grow a tree of their own in memory. The operating
 * system lets go of the lock when the process ends, however it ends. Throws if another process has it.
 */
export function lockFolder(folder: string): { release(): void } {
  mkdirSync(folder, { recursive: true })
  const lock = new DatabaseSync(join(folder, 'lock.sqlite'))
  try {
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    throw new Error(`another process serves ${folder}: end it first`, { cause: error })
  }
  return { release: () => lock.close() }
}
