import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Reader } from '../commit/platform.ts'

/** An invariant as a query that must find nothing: `audits/<name>.sql`, beginning with what it holds, in words. */
export interface Audit {
  readonly name: string
  readonly meaning: string
  readonly query: string
}

/** One thing that an audit found, in words that lead to the record. */
export interface AuditFinding {
  readonly audit: string
  readonly meaning: string
  /** Null where the record belongs to no plan. */
  readonly plan: string | null
  readonly record: string
  readonly detail: string
}

export const auditsFolder = join(import.meta.dirname, '../../audits')

/** Findings shown of one audit: a broken invariant over a hundred million rows must not fill the memory. */
const mostFindings = 100

/** All audits in the order of their names. Throws where there are none, or one does not say what it holds. */
export async function readAudits(folder: string = auditsFolder): Promise<readonly Audit[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  if (names.length === 0) throw new Error(`there are no audits in ${folder}`)
  return Promise.all(
    names.map(async (file) => {
      const lines = (await readFile(join(folder, file), 'utf8')).trim().split('\n')
      const begin = lines.findIndex((line) => !line.startsWith('-- '))
      if (begin <= 0) throw new Error(`audits/${file}: begin with a comment that says what holds`)
      const meaning = lines
        .slice(0, begin)
        .map((line) => line.slice(3))
        .join(' ')
      return { name: file.slice(0, -'.sql'.length), meaning, query: lines.slice(begin).join('\n') }
    }),
  )
}

/**
 * Runs every audit (or those given) and returns what they found; empty where all holds. `progress` is told before each. On one
 * snapshot where `reader` is a transaction that reads repeatably; otherwise what is written meanwhile may look wrong.
 */
export async function runAudits(
  reader: Reader,
  options: {
    readonly audits?: readonly Audit[]
    readonly progress?: (done: number, of: number, name: string) => void
  } = {},
): Promise<readonly AuditFinding[]> {
  const audits = options.audits ?? (await readAudits())
  const found: AuditFinding[] = []
  for (const [index, audit] of audits.entries()) {
    options.progress?.(index, audits.length, audit.name)
    found.push(...(await runAudit(reader, audit)))
  }
  return found
}

async function runAudit(reader: Reader, { name, meaning, query }: Audit): Promise<readonly AuditFinding[]> {
  const { rows } = await sql<{ plan_code: string | null; record: string; detail: string }>`
    select plan_code, record, detail from (${sql.raw(query)}) found
    order by plan_code, record, detail limit ${mostFindings}`.execute(reader)
  return rows.map(({ plan_code: plan, record, detail }) => ({ audit: name, meaning, plan, record, detail }))
}
