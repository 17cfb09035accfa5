import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Routes } from './app.ts'
import { serveBuiltApp } from './participant-app.ts'

/** Where `npm run build:app` puts the console. */
export const builtConsoleFolder = join(import.meta.dirname, '../../../console/dist')

/** What stands in the built page for its nonce (vite's `html.cspNonce`). */
const noncePlace = 'NONCE_OF_THIS_PAGE'

/** antd writes its styles while it runs: those with this page's nonce count, and no others. Papers are shown from memory. */
const policyWith = (nonce: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')

/** The console of those who run the plan, at /console/. */
export function consoleApp(folder: string): Routes {
  return (app) =>
    serveBuiltApp(app, {
      name: 'console',
      folder,
      async sendPage(reply) {
        const nonce = randomBytes(16).toString('base64')
        const page = await readFile(join(folder, 'index.html'), 'utf8')
        return reply
          .header('content-security-policy', policyWith(nonce))
          .header('cache-control', 'no-store')
          .type('text/html; charset=utf-8')
          .send(page.replaceAll(noncePlace, nonce))
      },
    })
}
