import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { stripTypeScriptTypes } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** Where a browser finds what the ballot's modules import by name: without a bundler, each as it lies in the repository. */
const ballotImports = {
  '@tongzhou/ballot': 'packages/ballot/src/index.ts',
  '@tongzhou/tlog': 'packages/tlog/src/index.ts',
  '#primitives': 'packages/ballot/src/primitives-web.ts',
  '#sha256': 'packages/tlog/src/sha256-portable.ts',
  '@hpke/core': 'node_modules/@hpke/core/esm/mod.js',
  '@hpke/common': 'node_modules/@hpke/common/esm/mod.js',
  'shamir-secret-sharing': 'node_modules/shamir-secret-sharing/esm/index.js',
  'shamir-secret-sharing/csprng': 'node_modules/shamir-secret-sharing/esm/csprng.js',
} as const

export interface ServedModules {
  /** A page that does nothing; what it imports by name is found. */
  readonly url: string
  close(): void
}

/** Serves the repository's modules, without their types, to a browser. */
export async function serveBallotModules(): Promise<ServedModules> {
  const imports = Object.fromEntries(Object.entries(ballotImports).map(([name, path]) => [name, `/${path}`]))
  const page = `<!doctype html><meta charset="utf-8"><script type="importmap">${JSON.stringify({ imports })}</script>`
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    if (path === '/') return void response.setHeader('content-type', 'text/html').end(page)
    if (!/^\/(packages|node_modules)\/[\w@./-]+\.(js|ts)$/.test(path)) return void response.writeHead(404).end()
    readFile(join(root, path), 'utf8').then(
      (code) => {
        response.setHeader('content-type', 'text/javascript; charset=utf-8')
        response.end(path.endsWith('.ts') ? stripTypeScriptTypes(code) : code)
      },
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
