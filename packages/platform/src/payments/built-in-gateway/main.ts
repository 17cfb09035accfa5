import { readFileSync } from 'node:fs'
import { startBuiltInGateway } from './server.ts'

/**
 * `node main.ts settings.json`: the built-in gateway as a process of its own. The file holds `GatewaySettings`. Prints
 * one line of JSON with its address and the key of its notices, and runs until SIGTERM or SIGINT; with `--until-input-ends` also
 * no longer than the program that started it, even where that is killed.
 */
const file = process.argv[2]
if (file === undefined) {
  process.stderr.write('usage: node main.ts settings.json\n')
  process.exit(2)
}
const gateway = await startBuiltInGateway(JSON.parse(readFileSync(file, 'utf8')))
process.stdout.write(`${JSON.stringify({ url: gateway.url, noticeKey: gateway.noticeKey })}\n`)
let isClosing = false
const close = () => {
  if (isClosing) return
  isClosing = true
  gateway.close().then(
    () => process.exit(0),
    (fault: unknown) => {
      process.stderr.write(`${String(fault)}\n`)
      process.exit(1)
    },
  )
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, close)
if (process.argv.includes('--until-input-ends')) process.stdin.once('end', close).once('error', close).resume()
