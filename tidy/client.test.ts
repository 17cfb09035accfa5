import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { openApiDocument } from '../packages/platform/src/cli/openapi-document.ts'
import { openApiHash } from '../packages/web-client/src/client/openapi-hash.gen.ts'

test("the apps' client is the one of today's routes: else run `npm run client` and commit what it wrote", async () => {
  const document = JSON.stringify(await openApiDocument())
  const hash = createHash('sha256').update(document).digest('hex')
  expect(openApiHash).toBe(hash)
})
