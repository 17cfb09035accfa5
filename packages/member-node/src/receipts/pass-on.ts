import { handOver, nextAttempt } from '../hand-over.ts'
import { raiseAlarm } from '../storage/alarms.ts'
import type { Store } from '../storage/store.ts'
import {
  markPassedOn,
  notLogged,
  overdueStatements,
  postponeReceipt,
  receiptsToPassOn,
  statementSubject,
} from './receipt-store.ts'

/** Passes due receipts on to the platform; what it does not take is tried again later. Returns the last problem, if any. */
export async function passOnReceipts(
  store: Store,
  platformUrl: string,
  nowMilliseconds: number,
): Promise<string | null> {
  let problem: string | null = null
  for (const { statement, note, attempts } of receiptsToPassOn(store, nowMilliseconds)) {
    const handed = await handOver(`${platformUrl}/log/submissions`, { receipt: note })
    if (handed.taken) {
      markPassedOn(store, statement, nowMilliseconds)
    } else {
      postponeReceipt(store, statement, nextAttempt(attempts, nowMilliseconds))
      problem = handed.problem
    }
  }
  return problem
}

/**
 * Raises `statement-not-logged` for each statement that the log lacks after its deadline, whatever the platform answered: from
 * then on this member cosigns nothing until the log has it.
 */
export function watchDeadlines(store: Store, nowMilliseconds: number): void {
  for (const { statement, note, deadline } of overdueStatements(store, nowMilliseconds)) {
    const until = new Date(deadline).toISOString()
    const detail = `the log does not have the statement, which it was to have until ${until}`
    raiseAlarm(
      store,
      { name: notLogged, subject: statementSubject(statement), detail, evidence: note },
      nowMilliseconds,
    )
  }
}
