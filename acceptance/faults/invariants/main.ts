import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Broken, checkInvariants, type Looked } from './check.ts'

/**
 * `node acceptance/faults/invariants/main.ts looked.json [--within 30]`: a program of its own that checks a platform's invariants from outside.
 * The file holds `Looked`. What is broken is looked at again for so many seconds, since a platform may be at work; what stays is printed as
 * JSON. Ends with 0 where all hold, 1 where one is broken, 3 where it could not look.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { within: { type: 'string', default: '0' } },
})
try {
  const looked = JSON.parse(readFileSync(positionals[0]!, 'utf8')) as Looked
  const until = performance.now() + Number(values.within) * 1_000
  let broken: readonly Broken[]
  for (;;) {
    broken = await checkInvariants(looked)
    if (broken.length === 0 || performance.now() > until) break
    await pause(1_000)
  }
  process.stdout.write(`${JSON.stringify({ broken })}\n`)
  process.exitCode = broken.length === 0 ? 0 : 1
} catch (fault) {
  process.stderr.write(`${fault instanceof Error ? fault.stack : String(fault)}\n`)
  process.exitCode = 3
}
