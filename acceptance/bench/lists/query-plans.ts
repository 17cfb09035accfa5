import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import type { Database, Platform } from '../../../packages/platform/src/commit/platform.ts'
import { openPool } from '../../../packages/platform/src/postgres/database.ts'

/** A statement as it was sent, and what it was sent for. */
export interface SentStatement {
  readonly text: string
  readonly parameters: readonly unknown[]
  readonly sentFor: string
}

interface Listening {
  readonly platform: Platform
  readonly sent: SentStatement[]
  startOf(what: string): void
  stop(): Promise<void>
}

/** A platform whose statements are kept, each with what was started before it. */
export function listenTo(platform: Platform, url: string): Listening {
  const sent: SentStatement[] = []
  let sentFor = ''
  const database: Database = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool: openPool(url, { maxConnections: 4 }) }),
    log: ({ query }) => {
      if (/^\s*(select|with|insert|update|delete)\b/i.test(query.sql))
        sent.push({ text: query.sql, parameters: query.parameters, sentFor })
    },
  })
  return {
    platform: { ...platform, database },
    sent,
    startOf: (what) => {
      sentFor = what
    },
    stop: () => database.destroy(),
  }
}

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Parent Relationship'?: string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Index Cond'?: string
  readonly 'Plan Rows': number
  readonly 'Total Cost': number
  readonly Plans?: readonly PlanNode[]
}

/** How many rows each table is said to have; a partitioned one in each partition. */
export type RowsOfTables = Readonly<Record<string, number>>

/** A page may sort so many, however large the tables are. */
const mostSorted = 20_000
/** They read everything below them before they answer, also below a limit. */
const readsAll = ['Sort', 'Aggregate', 'Hash', 'Materialize', 'WindowAgg', 'SetOp', 'Unique']

/**
 * What is wrong with how PostgreSQL would answer statements if tables had as many rows as `rows` says, without running them: in a transaction that is
 * rolled back. `changes` are made to the schema for it. By statement; those with which nothing is wrong are left out.
 */
export async function faultsOfPlans(
  url: string,
  rows: RowsOfTables,
  statements: readonly SentStatement[],
  changes: readonly string[] = [],
): Promise<readonly (SentStatement & { readonly fault: string })[]> {
  const pool = openPool(url, { maxConnections: 1 })
  const client = await pool.connect()
  try {
    await client.query('begin')
    for (const change of changes) await client.query(change)
    await makeLarge(client, rows)
    const { rows: partial } = await client.query<{ name: string }>(
      'select indexrelid::regclass::text as name from pg_index where indpred is not null',
    )
    const schema = { tables: Object.keys(rows), partialIndexes: new Set(partial.map(({ name }) => name)) }
    const found: (SentStatement & { readonly fault: string })[] = []
    for (const statement of statements) {
      const faults = await faultsOf(client, schema, statement)
      found.push(...faults.map((fault) => ({ ...statement, fault })))
    }
    return found
  } finally {
    await client.query('rollback')
    client.release()
    await pool.end()
  }
}

/** The planner reckons by rows a page: of tables, their partitions and their indexes there are said to be more. */
async function makeLarge(client: pg.PoolClient, rows: RowsOfTables): Promise<void> {
  const { rows: unknown } = await client.query<{ name: string }>(
    'select name from unnest($1::text[]) name where to_regclass(name) is null',
    [Object.keys(rows)],
  )
  if (unknown.length > 0) throw new Error(`there is no table ${unknown.map(({ name }) => name).join(', ')}`)
  await client.query(
    `with large as (
      select coalesce(i.inhrelid, c.oid) as oid, given.rows
      from unnest($1::text[], $2::real[]) as given (name, rows) join pg_class c on c.oid = to_regclass(given.name)
        left join pg_inherits i on i.inhparent = c.oid),
    grown as (
      select x.indexrelid as oid, i.reltuples / greatest(1, t.reltuples) * l.rows as rows
      from large l join pg_class t using (oid) join pg_index x on x.indrelid = t.oid join pg_class i on i.oid = x.indexrelid
      union all select oid, rows from large)
    update pg_class c set reltuples = g.rows, relpages = greatest(1, pg_relation_size(c.oid) / 8192)
    from grown g where g.oid = c.oid`,
    [Object.keys(rows), Object.values(rows)],
  )
}

interface SchemaOfPlans {
  readonly tables: readonly string[]
  /** They hold what is open or rare: all of one may be read. */
  readonly partialIndexes: ReadonlySet<string>
}

async function faultsOf(client: pg.PoolClient, schema: SchemaOfPlans, { parameters, text }: SentStatement) {
  const own = await planOf(client, `explain (format json) ${text}`, parameters)
  const generic = await planOf(client, `explain (generic_plan, format json) ${text}`, null)
  // A prepared statement is planned once for all values where that is no dearer than planning it for the values of each time.
  const isGeneric = generic['Total Cost'] <= own['Total Cost'] * 1.1 + 20
  return [...new Set([own, ...(isGeneric ? [generic] : [])].flatMap((plan) => faultsOfNode(plan, schema, false)))]
}

async function planOf(client: pg.PoolClient, text: string, parameters: readonly unknown[] | null): Promise<PlanNode> {
  const answer = parameters === null ? await client.query(text) : await client.query(text, [...parameters])
  return (answer.rows as { 'QUERY PLAN': { Plan: PlanNode }[] }[])[0]!['QUERY PLAN'][0]!.Plan
}

/** `isLimited`: whoever stands above stops reading once a page is full. */
function faultsOfNode(node: PlanNode, schema: SchemaOfPlans, isLimited: boolean, above = ''): readonly string[] {
  const { 'Index Cond': bound, 'Index Name': index = '', 'Node Type': type, 'Relation Name': table = '' } = node
  // How many there are in all, beside a page: what is counted is read.
  if (type === 'Aggregate' && node['Parent Relationship'] === 'InitPlan') return []
  const { Plans: below = [] } = node
  const limited = type === 'Limit' || (isLimited && !readsAll.includes(type))
  const faults = below.flatMap((one) => faultsOfNode(one, schema, limited, type))
  // Groups are made by sorting or by hashing, as it comes.
  const isOrdering = type === 'Sort' && above !== 'Aggregate'
  if (isOrdering && below[0]!['Plan Rows'] > mostSorted) faults.push('sorts a whole table')
  // Partitions end in the number of their period.
  const name = table.replace(/_\d+$/, '')
  if (!schema.tables.includes(name)) return faults
  if (type === 'Seq Scan') faults.push(`reads all of ${name}`)
  const isWhole = type.startsWith('Index') && bound === undefined && !isLimited && !schema.partialIndexes.has(index)
  if (isWhole) faults.push(`reads all of ${index}`)
  return faults
}
