import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareAttestations } from '../../packages/member-node/src/attester/own-attestations.ts'
import { checkEntries, prepareMonitor } from '../../packages/member-node/src/monitor/index.ts'
import { prepareReceipts } from '../../packages/member-node/src/receipts/receipt-store.ts'
import { openStore } from '../../packages/member-node/src/storage/store.ts'

type Log = readonly string[]

/** What a member's monitor says of a log, the alarms by name. */
export async function alarmsOf(log: Log): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tongzhou-member-'))
  const store = openStore(folder)
  try {
    for (const prepare of [prepareMonitor, prepareReceipts, prepareAttestations]) prepare(store)
    const entries = log.map((text, index) => ({ index, bytes: new TextEncoder().encode(text) }))
    const rules = { member: 'hospital.example', origin: 'log.example', behindSeconds: 600, aheadSeconds: 600 }
    const alarms = store.transaction(() => checkEntries(store, entries, Temporal.Now.instant(), rules))
    return [...new Set(alarms.map(({ name }) => name))]
  } finally {
    store.close()
    await rm(folder, { recursive: true })
  }
}

interface PlantedFault {
  readonly fault: string
  readonly planted: Log
  /** The one alarm that it raises. */
  readonly alarm: string
}

/** Logs in each of which one thing is wrong, made from one in which nothing is and a case was paid. */
export function plantedFaults(log: Log): readonly PlantedFault[] {
  const payout = (fault: string, planted: Log) => ({ fault, planted, alarm: 'payout-without-decision' })
  const arithmetic = (fault: string, planted: Log) => ({ fault, planted, alarm: 'period-arithmetic' })
  // Of a kind that may come again, and on which nothing rests.
  const collected = log.findLast((text) => isOf('charges-collected', text))!
  const early = Temporal.Instant.from(JSON.parse(log.at(-1)!).at).subtract({ minutes: 11 })
  return [
    payout('evidence of a paid case left out', withoutOfPaid(log, 'evidence-added')),
    payout('decision of a paid case left out', withoutOfPaid(log, 'claim-approved')),
    payout('publicity of a paid case left out', withoutOfPaid(log, 'claim-published')),
    arithmetic('share one fen too high', inShared(log, 'shareFen')),
    arithmetic('carry taken twice', inShared(log, 'carryInFen')),
    arithmetic('carry kept', inShared(log, 'carryOutFen')),
    { fault: 'plan version never loaded', planted: log.slice(1), alarm: 'plan-unknown' },
    {
      fault: 'an entry of eleven minutes ago',
      planted: [...log, collected.replace(/"at":"[^"]+"/, `"at":"${early}"`)],
      alarm: 'entry-backdated',
    },
    {
      fault: 'a blank in an entry',
      planted: log.with(log.indexOf(collected), collected.replace('{', '{ ')),
      alarm: 'entry-malformed',
    },
  ]
}

const isOf = (kind: string, text: string) => text.includes(`"kind":"${kind}"`)

function withoutOfPaid(log: Log, kind: string): Log {
  const { subject } = JSON.parse(log.find((text) => isOf('claim-paid', text))!)
  return log.filter((text) => !(isOf(kind, text) && text.includes(`"subject":"${subject}"`)))
}

/** One fen more in a figure of the first period that shared something. */
function inShared(log: Log, figure: string): Log {
  const at = log.findIndex((text) => isOf('period-settled', text) && /"shareFen":"[1-9]/.test(text))
  const stated = new RegExp(`"${figure}":"(\\d+)"`)
  return log.with(
    at,
    log[at]!.replace(stated, (_, fen) => `"${figure}":"${BigInt(fen) + 1n}"`),
  )
}
