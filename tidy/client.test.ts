import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openApiDocument } from '../packages/platform/src/cli/openapi-document.ts'

test.each(['participant-app', 'console'])(
  'the client of %s is the one of today: else run `npm run client` and commit it',
  async (app) => {
    const place = join(import.meta.dirname, `../packages/${app}/src/client/openapi.sha256`)
    const document = JSON.stringify(await openApiDocument())
    const hash = createHash('sha256').update(document).digest('hex')
    expect(readFileSync(place, 'utf8').trim()).toBe(hash)
  },
)
