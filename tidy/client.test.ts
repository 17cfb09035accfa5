import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openApiDocument } from '../packages/platform/src/cli/openapi-document.ts'

const place = join(import.meta.dirname, '../packages/participant-app/src/client/openapi.sha256')

test("the app's client is the one of today's routes: else run `npm run client` and commit what it wrote", async () => {
  const document = JSON.stringify(await openApiDocument())
  const hash = createHash('sha256').update(document).digest('hex')
  expect(readFileSync(place, 'utf8').trim()).toBe(hash)
})
