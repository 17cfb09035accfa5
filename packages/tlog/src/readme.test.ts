import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const folder = join(import.meta.dirname, '..')

test('every example of the README runs in Node as it stands', () => {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8')
  const examples = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map((found) => found[1]!)
  expect(examples).toHaveLength(2)
  for (const input of examples) {
    const run = spawnSync(process.execPath, ['--input-type=module-typescript', '-'], { cwd: folder, input })
    expect(run.stderr.toString(), input).toBe('')
    expect(run.status).toBe(0)
  }
})
