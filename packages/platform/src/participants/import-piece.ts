import { type Actor, commit, type Outcome } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import {
  type BatchAnswer,
  type BatchRow,
  importBatch,
  planOpenToGroups,
  type RowError,
  rowError,
} from './import-batch.ts'
import { type ImportRecord, readImportRow } from './import-row.ts'
import type { Joining } from './joining.ts'
import { retryTakenKey } from './retry-taken-key.ts'

/** A row of a group's file, by its English columns. */
export interface Line {
  readonly line: number
  readonly record: ImportRecord
}

export interface ImportPiece {
  readonly key: string
  readonly actor: Actor
  readonly planCode: string
  /** SHA-256 of the file, in lower-case hexadecimal. */
  readonly fileHash: string
  readonly piece: number
  /** How many pieces the file has; null while it is still being read. */
  readonly pieces: number | null
  readonly lines: readonly Line[]
}

/**
 * Joins the people of one piece of a group's file in one transaction; a row that may not join is an error in the answer, and the others
 * join. The same piece again gets the answer of then. The audit trail keeps plan, import, piece and counts, never a row.
 * Refusals: plan-unknown, no-plan-version, plan-not-open, idempotency-key-reused.
 */
export async function importPiece(
  platform: Platform,
  joining: Joining,
  { actor, fileHash, key, lines, piece, pieces, planCode }: ImportPiece,
): Promise<Outcome<BatchAnswer>> {
  const { rows, unreadable } = readLines(lines)
  const ofRows = Buffer.from(platform.vault.lookupHash('group-rows', JSON.stringify(lines))).toString('hex')
  const command = {
    key: `import:${Buffer.from(platform.vault.lookupHash('group-key', key)).toString('base64url')}`,
    kind: 'import-batch',
    actor,
    content: { planCode, fileHash, piece, pieces, rows: ofRows },
  }
  const importId = importIdOf(platform, planCode, fileHash)
  return retryTakenKey(() =>
    commit<BatchAnswer>(platform, command, async (unit) => {
      const plan = await planOpenToGroups(joining, unit, planCode)
      if ('accepted' in plan) return plan
      const effects = await importBatch(platform, joining, unit, plan, rows)
      const { added } = effects.answer
      const errors = [...unreadable, ...effects.answer.errors].sort((left, right) => left.line - right.line)
      const about = [
        `import/${importId}`,
        `piece/${pieces === null ? piece : `${piece}-of-${pieces}`}`,
        `joined/${added}`,
        `refused/${errors.length}`,
      ]
      return { ...effects, answer: { added, errors }, about }
    }),
  )
}

/** By what the audit trail and lists know a file, for one plan. Keyed: who reads the database can't try files. */
export function importIdOf({ vault }: Platform, planCode: string, fileHash: string): string {
  return Buffer.from(vault.lookupHash('group-file', `${planCode}:${fileHash}`))
    .toString('hex')
    .slice(0, 12)
}

/** The rows that can be read, and an error for each of the others. */
export function readLines(lines: readonly Line[]): {
  readonly rows: readonly BatchRow[]
  readonly unreadable: readonly RowError[]
} {
  const rows: BatchRow[] = []
  const unreadable: RowError[] = []
  for (const { line, record } of lines) {
    const row = readImportRow(record)
    if (row.accepted) rows.push({ ...row.value, line })
    else unreadable.push(rowError(line, row.refusal))
  }
  return { rows, unreadable }
}
