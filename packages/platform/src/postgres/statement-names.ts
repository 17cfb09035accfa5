import { createHash, randomUUID } from 'node:crypto'

/** How many texts are remembered; whatever comes later is parsed each time. */
const mostStatements = 2_000
/** A list of a thousand rows is written once and in each length: to keep it costs more than to parse it. */
const longestPrepared = 20_000

/**
 * By what names statements are prepared, from the second time on that they come: a connection parses and plans them once instead of each
 * time, which for a query over partitions is most of its time.
 */
export class StatementNames {
  /** Texts that came once (null) or more often (their name). */
  readonly #seen = new Map<string, string | null>()

  /** Undefined: the statement is sent without a name. */
  nameOf(text: string): string | undefined {
    if (text.length > longestPrepared) return undefined
    const known = this.#seen.get(text)
    if (known === undefined) {
      if (this.#seen.size < mostStatements) this.#seen.set(text, null)
      return undefined
    }
    if (known !== null) return known
    // PostgreSQL cuts names after 63 bytes.
    const name = createHash('sha256').update(text).digest('base64url')
    this.#seen.set(text, name)
    return name
  }

  /** What was prepared under the name so far is never asked for again: a migration has changed its table. */
  rename(text: string): void {
    this.#seen.set(text, randomUUID())
  }
}
