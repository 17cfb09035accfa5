import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { type IdentityFacts, identityDocumentRegistry, passportChecker, residentIdChecker } from '@tongzhou/core'
import { parse } from 'csv-parse'
import type { Platform } from '../commit/platform.ts'
import { documentHash } from '../identity/index.ts'

/**
 * The port for a risk score, such as a credit assessment. It is asked before the transaction, may be a call to the
 * outside, and answers null for somebody it does not know.
 */
export interface RiskScores {
  scoreOf(identity: IdentityFacts): Promise<number | null>
}

/** For plans that ask for no score. */
export const noRiskScores: RiskScores = { scoreOf: () => Promise.resolve(null) }

/**
 * The built-in: a CSV file with the columns `document_kind`, `document_number`, `risk_score` (an integer), read once. Only
 * keyed hashes of the numbers are kept. Throws with the line for a row that it can't read.
 */
export async function riskScoresFromFile(
  platform: Pick<Platform, 'vault' | 'clock'>,
  path: string,
): Promise<RiskScores> {
  const documents = identityDocumentRegistry([residentIdChecker, passportChecker])
  const today = platform.clock.now().toZonedDateTimeISO('Asia/Shanghai').toPlainDate()
  const scores = new Map<string, number>()
  const rows = parse({ bom: true, columns: true, trim: true, info: true })
  // A fault of the file reaches the loop below through `rows`.
  pipeline(createReadStream(path), rows, () => {})
  for await (const { record, info } of rows as AsyncIterable<{
    record: Record<string, string>
    info: { lines: number }
  }>) {
    const document = { kind: record.document_kind ?? '', number: record.document_number ?? '' }
    const identity = documents.check(document, today)
    const score = record.risk_score ?? ''
    if (!identity.accepted) throw new Error(`${path}, line ${info.lines}: ${identity.refusal.code}`)
    if (!/^[0-9]{1,9}$/.test(score)) throw new Error(`${path}, line ${info.lines}: the risk score is not an integer`)
    scores.set(documentHash(platform, identity.value).toString('base64'), Number(score))
  }
  return {
    scoreOf: (identity) => Promise.resolve(scores.get(documentHash(platform, identity).toString('base64')) ?? null),
  }
}
