import pg from 'pg'
import type { TongzhouClient } from './client.ts'

/** A statement that takes longer is asked about. Most take milliseconds; a large period's take minutes, and are left alone. */
const suspiciousAfterMilliseconds = 15_000
const millisecondsBetweenLooks = 5_000
const longestLookMilliseconds = 5_000

/**
 * Ends connections whose other end is gone without a word: a host that died, a firewall that forgot, a failover. Their statements would
 * wait for ever, and the pool with them. The database is asked, by a connection of its own, which of the sessions with a long statement it
 * still has at work; the others are broken off here, and their statements fail. Where the database answers nobody, nothing is broken off: it
 * may come back and answer. Returns what ends the looking.
 */
export function endLostConnections(url: string, clients: ReadonlySet<TongzhouClient>): () => void {
  let isLooking = false
  const timer = setInterval(() => {
    const now = performance.now()
    const suspicious = new Map(
      [...clients].flatMap((one) =>
        now - (one.waitingSince ?? now) > suspiciousAfterMilliseconds ? [[one, one.waitingSince] as const] : [],
      ),
    )
    if (isLooking || suspicious.size === 0) return
    isLooking = true
    void sessionsAtWork(url, [...suspicious.keys()])
      .then((atWork) => {
        for (const [one, since] of suspicious) {
          // Answered while the database was asked: nothing is lost.
          if (atWork && !atWork.has(one.sessionId) && one.waitingSince === since) one.breakOff()
        }
      })
      .finally(() => {
        isLooking = false
      })
  }, millisecondsBetweenLooks)
  timer.unref()
  return () => clearInterval(timer)
}

/** Of these clients' sessions those that the database has at work; null where it does not answer, or a pooler between gives sessions other numbers. */
async function sessionsAtWork(url: string, clients: readonly TongzhouClient[]): Promise<ReadonlySet<number> | null> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'tongzhou-look',
    connectionTimeoutMillis: longestLookMilliseconds,
    query_timeout: longestLookMilliseconds,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ own: number; at_work: number[] }>(
      `select pg_backend_pid() as own,
        array(select pid from pg_stat_activity where pid = any($1::int[]) and state = 'active') as at_work`,
      [clients.map(({ sessionId }) => sessionId)],
    )
    const { at_work: atWork, own } = rows[0]!
    return own === (client as unknown as { processID: number }).processID ? new Set(atWork) : null
  } catch {
    // It answers nobody; whoever waits goes on waiting, and the readiness check says so.
    return null
  } finally {
    await client.end().catch(() => {})
  }
}
