// Writes the client that both apps share anew from the API's routes: packages/web-client/src/client, and beside it the hash of the document that it was
// made from, by which tidy/client.test.ts sees a stale one. Needs no database: `npm run client`.
import { createHash } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient } from '@hey-api/openapi-ts'
import { openApiDocument } from '../packages/platform/src/cli/openapi-document.ts'

const document = JSON.stringify(await openApiDocument())
const hash = createHash('sha256').update(document).digest('hex')

const path = join(import.meta.dirname, '../packages/web-client/src/client')
await rm(path, { recursive: true, force: true })
await createClient({
  input: JSON.parse(document),
  output: { path, clean: true },
  plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk', '@tanstack/react-query'],
  logs: { level: 'warn', file: false },
})
await writeFile(join(path, 'openapi-hash.gen.ts'), `export const openApiHash = '${hash}'\n`)
