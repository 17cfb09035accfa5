/** What a consortium member signs when it takes a statement: from then on it sees to it that the log has it. */
export interface StatementReceipt {
  /** Origin of the log. */
  readonly origin: string
  /** Base64 SHA-256 of the statement's bytes. */
  readonly statement: string
  readonly receivedAt: Temporal.Instant
  /** Until when the log must say so. */
  readonly deadline: Temporal.Instant
}

const firstLine = 'tongzhou-receipt-v1'
const lineCount = 5
const hash = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/

/** The text of the signed note (C2SP signed-note) that a receipt is. */
export function receiptText({ origin, statement, receivedAt, deadline }: StatementReceipt): string {
  return [firstLine, origin, statement, receivedAt, deadline, ''].join('\n')
}

/** Reads a receipt's text; null for anything that `receiptText` would not write. Check the signature first. */
export function parseReceipt(text: string): StatementReceipt | null {
  const [first, origin, statement, receivedText, deadlineText, ...rest] = text.split('\n')
  if (first !== firstLine || rest.join() !== '' || text.split('\n').length !== lineCount + 1) return null
  if (!origin || !hash.test(statement ?? '')) return null
  const receivedAt = instantOf(receivedText!)
  const deadline = instantOf(deadlineText!)
  if (receivedAt === null || deadline === null || Temporal.Instant.compare(receivedAt, deadline) > 0) return null
  return { origin, statement: statement!, receivedAt, deadline }
}

/** Null unless it is written as it would be. */
export function instantOf(text: string): Temporal.Instant | null {
  try {
    const instant = Temporal.Instant.from(text)
    return instant.toString() === text ? instant : null
  } catch {
    return null
  }
}
