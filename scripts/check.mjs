// Format, types and dead code, two programs at a time; shows what those say that find something. `npm run check`.
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'

const packages = ['tlog', 'ballot', 'core', 'platform/browser', 'web-client', 'participant-app', 'console']
const waiting = [
  ['tsc', '-p', '.'],
  ['biome', 'check', '--error-on-warnings', '.'],
  ['knip'],
  ...packages.map((name) => ['tsc', '-p', `packages/${name}`]),
]

function run([program, ...given]) {
  return new Promise((resolve) => {
    const child = spawn(program, given, { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        said += text
      })
    }
    child.on('error', (fault) => resolve({ said: `${fault.message}\n`, ended: 1 }))
    child.on('close', (code) => resolve({ said, ended: code ?? 1 }))
  })
}

async function work() {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { ended, said } = await run(next)
    if (ended === 0) continue
    console.log(`${next.join(' ')}:\n${said}`)
    process.exitCode = 1
  }
}

await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, work))
if (!process.exitCode) console.log('Format, types and dead code: nothing found.')
