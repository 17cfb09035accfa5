// Writes the participants' app's client anew from the API's routes: packages/participant-app/src/client, and beside it the hash of
// the document that it was made from, by which tidy/client.test.ts sees a stale one. Needs no database: `npm run client`.
import { createHash } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient } from '@hey-api/openapi-ts'
import { openApiDocument } from '../packages/platform/src/cli/openapi-document.ts'

const app = join(import.meta.dirname, '../packages/participant-app')
const document = JSON.stringify(await openApiDocument())

await rm(join(app, 'src/client'), { recursive: true, force: true })
await createClient({
  input: JSON.parse(document),
  output: { path: join(app, 'src/client'), clean: true },
  plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk', '@tanstack/react-query'],
  logs: { level: 'warn', file: false },
})
const hash = createHash('sha256').update(document).digest('hex')
await writeFile(join(app, 'src/client/openapi.sha256'), `${hash}\n`)
