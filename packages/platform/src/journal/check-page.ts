import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { join, posix } from 'node:path'
import { Type } from 'typebox'
import { publicAccess, type Routes } from '../http/index.ts'

const packages = join(import.meta.dirname, '../../..')
const folder = 'platform/browser/check-proof'
/** Where a browser finds what modules import by name. */
const named: Readonly<Record<string, string>> = {
  '@tongzhou/tlog': 'tlog/src/index.ts',
  '#sha256': 'tlog/src/sha256-portable.ts',
}

/**
 * The page at /check, which checks proof files in the browser: the same modules that `tongzhou verify-proof` runs, served without their
 * types. Read once at the start; nothing else can be asked for.
 */
export async function checkPage(): Promise<Routes> {
  const modules = await readModules(`${folder}/page.ts`)
  const imports = Object.fromEntries(Object.entries(named).map(([name, path]) => [name, `/check/modules/${path}`]))
  const map = JSON.stringify({ imports })
  const page = (await readFile(join(packages, folder, 'page.html'), 'utf8')).replace('"IMPORT_MAP"', map)
  const style = await readFile(join(packages, folder, 'page.css'), 'utf8')
  const mapHash = createHash('sha256').update(map).digest('base64')
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'sha256-${mapHash}'`,
    "style-src 'self'",
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
  return async (app) => {
    const shared = { config: { access: publicAccess }, schema: { hide: true } } as const
    app.get('/check', shared, (_request, reply) =>
      reply.type('text/html; charset=utf-8').header('content-security-policy', policy).send(page),
    )
    app.get('/check/page.css', shared, (_request, reply) => reply.type('text/css; charset=utf-8').send(style))
    const params = Type.Object({ '*': Type.String({ maxLength: 200 }) })
    const schema = { hide: true, params }
    app.get('/check/modules/*', { config: { ...shared.config, rateLimit: false }, schema }, async (request, reply) => {
      const module = modules.get(request.params['*'])
      if (module === undefined) return reply.callNotFound()
      return reply.type('text/javascript; charset=utf-8').send(module)
    })
  }
}

/** A module and all that it imports, by their paths below `packages`, without types. */
async function readModules(first: string): Promise<ReadonlyMap<string, string>> {
  const modules = new Map<string, string>()
  const waiting = [first]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (modules.has(path)) continue
    const code = stripTypeScriptTypes(await readFile(join(packages, path), 'utf8'))
    modules.set(path, code)
    for (const [, name] of code.matchAll(/(?:import|export)\s[^'"]*?from\s+'([^']+)'|import\s+'([^']+)'/g)) {
      waiting.push(name!.startsWith('.') ? posix.join(posix.dirname(path), name!) : named[name!]!)
    }
  }
  return modules
}
