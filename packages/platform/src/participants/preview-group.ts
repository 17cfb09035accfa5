import { type Actor, commit, type Outcome } from '../commit/commit.ts'
import { newId, type Platform } from '../commit/platform.ts'
import { type FoundImport, findImports } from './find-imports.ts'
import { decideBatch, newMemory, planOpenToGroups, type RowError } from './import-batch.ts'
import { importIdOf, type Line, readLines } from './import-piece.ts'
import type { Joining } from './joining.ts'

export interface PreviewGroup {
  readonly actor: Actor
  readonly planCode: string
  readonly fileHash: string
  readonly lines: readonly Line[]
}

export interface Preview {
  readonly joining: number
  readonly errors: readonly RowError[]
  /** What an import of this file has done already. */
  readonly earlier: FoundImport | null
}

/** Rows decided before the server does something else in between. */
const rowsATime = 500

/**
 * What an import of these rows would do now, each row decided after those before it. It writes nothing but a line of the audit trail:
 * who looks could learn who is in the plan. Refusals: plan-unknown, no-plan-version, plan-not-open.
 */
export async function previewGroup(
  platform: Platform,
  joining: Joining,
  { actor, fileHash, lines, planCode }: PreviewGroup,
): Promise<Outcome<Preview>> {
  const { clock, database: reader } = platform
  const view = { reader, now: clock.now() }
  const plan = await planOpenToGroups(joining, view, planCode)
  if ('accepted' in plan) return plan
  const content = { planCode, rows: lines.length }
  const looked = await commit(
    platform,
    { key: newId(platform.dice), kind: 'preview-import', actor, content },
    async () => ({
      answer: null,
      rows: [],
      events: [],
      about: [`import/${importIdOf(platform, planCode, fileHash)}`, `rows/${lines.length}`],
    }),
  )
  if (!looked.accepted) return looked
  const memory = newMemory()
  const errors: RowError[] = []
  let count = 0
  for (let from = 0; from < lines.length; from += rowsATime) {
    const { rows, unreadable } = readLines(lines.slice(from, from + rowsATime))
    const decided = await decideBatch(platform, joining, view, plan, rows, memory)
    count += decided.joiners.length
    errors.push(...[...unreadable, ...decided.errors].sort((left, right) => left.line - right.line))
  }
  const [earlier = null] = await findImports(reader, { planCode, importId: importIdOf(platform, planCode, fileHash) })
  return { accepted: true, event: { answer: { joining: count, errors, earlier }, repeated: false } }
}
