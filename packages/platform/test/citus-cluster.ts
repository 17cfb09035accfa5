import pg from 'pg'

/** A coordinator and its workers, as addresses of their databases `postgres`. */
export interface CitusCluster {
  readonly coordinator: string
  readonly workers: readonly string[]
}

/** The coordinator's address, its database being one to which the workers were added; without it tests run on one PostgreSQL. */
export const citusUrl: string | null = process.env.CITUS_URL_FOR_TESTS || null

/** The cluster that tests run on, or null. User and password hold for all its nodes. */
export async function testCluster(): Promise<CitusCluster | null> {
  if (citusUrl === null) return null
  const workers = await onServer(citusUrl, (client) =>
    client.query<{ name: string; port: number }>(
      'select node_name as name, node_port::integer as port from citus_get_active_worker_nodes() order by 1, 2',
    ),
  )
  if (workers.rows.length === 0) throw new Error('CITUS_URL_FOR_TESTS has no workers: add them with citus_add_node')
  return {
    coordinator: withName(citusUrl, 'postgres'),
    workers: workers.rows.map(({ name, port }) => {
      const url = new URL(withName(citusUrl!, 'postgres'))
      url.hostname = name
      url.port = String(port)
      return url.href
    }),
  }
}

export const nodesOf = ({ coordinator, workers }: CitusCluster): readonly string[] => [coordinator, ...workers]

/** A database on every node, made into one of Citus. */
export async function createCitusDatabase(cluster: CitusCluster, name: string): Promise<void> {
  for (const node of nodesOf(cluster)) {
    await onServer(node, (client) => client.query(`create database ${name}`))
    await onServer(withName(node, name), (client) => client.query('create extension citus'))
  }
  await onServer(withName(cluster.coordinator, name), async (client) => {
    const place = (url: string) => [new URL(url).hostname, Number(new URL(url).port)]
    await client.query('select citus_set_coordinator_host($1, $2)', place(cluster.coordinator))
    for (const worker of cluster.workers) await client.query('select citus_add_node($1, $2)', place(worker))
  })
}

/**
 * Gives a database its last name, as a template: nobody may connect to it any more, the daemon neither that Citus runs in each. A database
 * made from it is one of Citus as it stands, because the nodes and shards that it knows of are rows of its own.
 */
export async function makeCitusTemplate(cluster: CitusCluster, unfinished: string, template: string): Promise<void> {
  // The coordinator last: a template is there when it is there.
  for (const node of [...cluster.workers, cluster.coordinator]) {
    await onServer(node, async (client) => {
      await client.query(`drop database if exists ${template}`)
      await client.query(`alter database ${unfinished} allow_connections false`)
      await client.query('select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1', [
        unfinished,
      ])
      await client.query(`alter database ${unfinished} rename to ${template}`)
    })
  }
}

export async function copyCitusDatabase(cluster: CitusCluster, name: string, template: string): Promise<void> {
  await Promise.all(
    nodesOf(cluster).map((node) =>
      onServer(node, (client) => client.query(`create database ${name} template ${template}`)),
    ),
  )
}

export async function dropCitusDatabase(cluster: CitusCluster, name: string): Promise<void> {
  for (const node of nodesOf(cluster)) await onServer(node, (client) => dropDatabase(client, name))
}

/** The daemon that Citus runs in each database may just be starting: then PostgreSQL says that the database is in use, and a moment later it is not. */
async function dropDatabase(client: pg.Client, name: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query(`drop database if exists ${name} with (force)`)
      return
    } catch (fault) {
      if (attempt === mostDrops || (fault as { code?: string }).code !== inUse) throw fault
    }
  }
}

const mostDrops = 5
/** PostgreSQL's `object_in_use`. */
const inUse = '55006'

export async function onServer<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

export function withName(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
