import { sql } from 'kysely'
import type { Database, Reader } from '../commit/platform.ts'

/**
 * The tables that grow with the membership, each after those that its foreign keys name. On Citus all of them lie on the workers, by
 * `participant_id`: the rows of one participant are on one worker, so that settling a period joins nothing across workers. Every other
 * table stays on the coordinator. `distribute.db.test.ts` keeps their keys so that this is possible.
 */
export const distributedTables = [
  'participants',
  'membership_changes',
  'membership_lapses',
  'consents',
  'health_declarations',
  'charges',
  'charge_exemptions',
  'charge_payments',
  'charge_write_offs',
  'failed_collections',
] as const

export const distributionColumn = 'participant_id'

/** Whether the database is one of Citus whose tables lie on workers. */
export async function isDistributed(reader: Reader): Promise<boolean> {
  if (!(await hasCitus(reader))) return false
  const { rows } = await sql`select from pg_dist_partition where partmethod = 'h' limit 1`.execute(reader)
  return rows.length > 0
}

/**
 * Moves the tables that are not distributed yet to the workers, with the rows that they hold, in one transaction; returns their names. The
 * database has to have the extension and its workers (docs/citus.md); throws where it lacks them. Needs a superuser.
 */
export async function distribute(connection: Database): Promise<readonly string[]> {
  await requireWorkers(connection)
  return connection.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ name: string }>`
      select name from unnest(${[...distributedTables]}::text[]) with ordinality as t (name, place)
      where not exists (select from pg_dist_partition p where p.logicalrelid = t.name::regclass)
      order by place`.execute(transaction)
    await allowTriggers(transaction)
    for (const { name } of rows) await distributeTable(transaction, name)
    if (rows.length > 0) await emptyLocalTables(transaction)
    return rows.map(({ name }) => name)
  })
}

/** What keeps rows from being changed is a trigger, on a worker as anywhere; Citus asks to be told that a trigger keeps to its own shard. */
export async function allowTriggers(reader: Reader): Promise<void> {
  await sql`set citus.enable_unsafe_triggers = on`.execute(reader)
}

async function hasCitus(reader: Reader): Promise<boolean> {
  const { rows } = await sql`select from pg_extension where extname = 'citus'`.execute(reader)
  return rows.length > 0
}

async function requireWorkers(reader: Reader): Promise<void> {
  const workers = (await hasCitus(reader))
    ? await sql`select from citus_get_active_worker_nodes()`.execute(reader)
    : { rows: [] }
  if (workers.rows.length === 0) {
    throw new Error(
      'TONGZHOU_DISTRIBUTED is citus, but this database has no Citus workers: create the extension and add the nodes as docs/citus.md shows.',
    )
  }
}

async function distributeTable(transaction: Reader, name: string): Promise<void> {
  const [first] = distributedTables
  const beside = name === first ? sql`'default'` : sql`${first}`
  await sql`select create_distributed_table(${name}, ${distributionColumn}, colocate_with => ${beside})`.execute(
    transaction,
  )
}

/** Citus leaves the rows that it copied in the coordinator's files, where nobody sees them. */
async function emptyLocalTables(transaction: Reader): Promise<void> {
  // "Never emptied" is meant for rows that somebody would miss.
  await sql`set local session_replication_role = replica`.execute(transaction)
  await sql`
    select truncate_local_data_after_distributing_table(logicalrelid) from pg_dist_partition
    where logicalrelid::text <> 'participants'`.execute(transaction)
  await sql`select truncate_local_data_after_distributing_table('participants')`.execute(transaction)
}
