import type { DatabaseSync } from 'node:sqlite'
import type { FailureReason } from '../gateway.ts'

/** What is scripted for one account; an account without a script follows the rates and has any money. */
export interface AccountScript {
  /** The next so many debits or transfers fail with `reason`. */
  failures: number
  reason: FailureReason
  /** Money left, in fen as decimal text; null: enough for everything. */
  balanceFen: string | null
}

export interface Accounts {
  script(token: string, script: AccountScript): void
  /** Takes the amount from (or, for a transfer, sends it to) a scripted account, and says why that failed. */
  use(token: string, amountFen: bigint, kind: 'debit' | 'transfer'): FailureReason | null
  /** Writes the scripts that were used back; part of the caller's transaction. */
  save(): void
  /** Forgets what was used since the last save, for a transaction that is rolled back. */
  undo(): void
}

export function openAccounts(database: DatabaseSync): Accounts {
  const scripts = new Map<string, AccountScript>()
  const load = database.prepare('select token, script from accounts')
  const loadOne = database.prepare('select script from accounts where token = ?')
  const write = database.prepare('insert or replace into accounts values (?, ?)')
  for (const row of load.all()) scripts.set(String(row.token), JSON.parse(String(row.script)))
  const used = new Set<string>()
  return {
    script(token, script) {
      scripts.set(token, { ...script })
      write.run(token, JSON.stringify(script))
    },
    use(token, amountFen, kind) {
      const script = scripts.size === 0 ? undefined : scripts.get(token)
      if (!script) return null
      used.add(token)
      return useScript(script, amountFen, kind)
    },
    save() {
      for (const token of used) write.run(token, JSON.stringify(scripts.get(token)))
      used.clear()
    },
    undo() {
      for (const token of used) scripts.set(token, JSON.parse(String(loadOne.get(token)?.script)))
      used.clear()
    },
  }
}

function useScript(script: AccountScript, amountFen: bigint, kind: 'debit' | 'transfer'): FailureReason | null {
  if (script.failures > 0) {
    script.failures -= 1
    return script.reason
  }
  if (script.balanceFen === null) return null
  const balanceFen = BigInt(script.balanceFen)
  if (kind === 'debit' && balanceFen < amountFen) return 'insufficient-funds'
  script.balanceFen = String(kind === 'debit' ? balanceFen - amountFen : balanceFen + amountFen)
  return null
}
