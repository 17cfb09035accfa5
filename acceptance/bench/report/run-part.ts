import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Line } from './parts.ts'

const root = join(import.meta.dirname, '../../..')

/**
 * Runs a program with its words; the object that its last line of output holds as JSON. What it says of its progress is shown. Throws where
 * it ended with a fault; 1 is none: the figures missed an aim, which the report tells.
 */
export async function runProgram(words: readonly string[]): Promise<Line> {
  const [program, ...rest] = words
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, program!), ...rest], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    process.stderr.write(chunk)
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const last = said.trim().split('\n').at(-1)!
  if ((code !== 0 && code !== 1) || !last.startsWith('{'))
    throw new Error(`${words.join(' ')} ended with ${code}, saying: ${last}`)
  return JSON.parse(last) as Line
}
