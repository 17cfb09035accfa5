import { sql } from 'kysely'
import type { World } from '../support/world.ts'

/** An entry of the log as anyone reads it. */
export interface PublicEntry {
  readonly index: number
  readonly text: string
  readonly id: string
  readonly kind: string
  readonly subject: string
  readonly at: string
  readonly role: string
  // biome-ignore lint/suspicious/noExplicitAny: an attacker reads whatever is there
  readonly facts: any
  readonly commitments: Readonly<Record<string, string>>
}

/** An answer of a public route. */
export interface PublicAnswer {
  readonly path: string
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
}

export interface PublicView {
  readonly entries: readonly PublicEntry[]
  readonly answers: readonly PublicAnswer[]
  /** Everything, in one text. */
  readonly everything: string
}

/** Public paths that say nothing of cases, or are other people's pages; a new one is read by the attacks, or is named here. */
const otherPaths = new Set([
  '/',
  '/openapi.json',
  '/healthz',
  '/readyz',
  '/metrics',
  '/demo/inbox',
  '/plan.schema.json',
])

/** What may stand in a public address: a plan and a period, a published case, a dispute, the code of a problem. Nothing that names a juror or a person. */
export const publicParameters = ['code', 'dispute', 'period', 'plan', 'reference', 'version']

interface Operation {
  readonly security?: readonly unknown[]
}

/** The addresses of all public routes that read, with their parameters in braces, out of the OpenAPI document. */
export async function publicPaths({ app }: World): Promise<readonly string[]> {
  const { paths } = (await app.inject('/openapi.json')).json() as { paths: Record<string, Record<string, Operation>> }
  return Object.entries(paths)
    .filter(([path, { get }]) => get?.security?.length === 0 && !otherPaths.has(path))
    .map(([path]) => path)
}

/** Reads the log and asks every public route for everything that its parameters can be. */
export async function readPublic(
  world: World,
  known: Readonly<Record<string, readonly string[]>>,
): Promise<PublicView> {
  const entries = await readLog(world)
  const reference = await publishedReferences(world)
  const answers: PublicAnswer[] = []
  for (const template of await publicPaths(world)) {
    for (const path of filled(template, { reference, ...known })) answers.push(await ask(world, path))
  }
  const everything = [...entries.map(({ text }) => text), ...answers.map(({ text }) => text)].join('\n')
  return { entries, answers, everything }
}

/** Of the cases that anybody may know of. */
async function publishedReferences({ platform }: World): Promise<readonly string[]> {
  const { rows } = await sql<{ reference: string }>`
    select distinct case_reference as reference from published_cases`.execute(platform.database)
  return rows.map(({ reference }) => reference)
}

async function readLog({ platform }: World): Promise<readonly PublicEntry[]> {
  const { rows } = await sql<{ entry: string }>`
    select entry from log_leaves join journal_events using (event_no) order by leaf_index`.execute(platform.database)
  return rows.map(({ entry: text }, index) => ({ index, text, ...JSON.parse(text) }))
}

/** Asks without signing in. */
export async function ask({ app }: World, path: string): Promise<PublicAnswer> {
  const { body: text, headers, statusCode: status } = await app.inject(path)
  return { path, status, headers, text }
}

/** An answer without what differs between any two: the reference that was asked for, and the number of the request. */
export function comparable({ headers, status, text }: PublicAnswer, reference: string): string {
  const body = text.replaceAll(reference, 'REFERENCE').replace(/\/requests\/[0-9a-f-]+/, '')
  return JSON.stringify([status, Object.keys(headers).toSorted(), body])
}

function filled(template: string, known: Readonly<Record<string, readonly string[]>>): string[] {
  const name = /\{([^}]+)\}/.exec(template)?.[1]
  if (name === undefined) return [withQuery(template)]
  const values = known[name]
  if (!values) throw new Error(`${template}: nobody told the attacks what ${name} can be`)
  return values.flatMap((value) => filled(template.replace(`{${name}}`, value), known))
}

/** As much at once as the routes give. */
const withQuery = (path: string) =>
  path === '/verdicts' ? `${path}?limit=100` : path.endsWith('/ballots') ? `${path}?limit=500&sealed=true` : path
