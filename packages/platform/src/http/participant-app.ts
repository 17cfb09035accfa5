import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { publicAccess } from './access.ts'
import type { Routes } from './app.ts'

/** Where `npm run build:app` puts the app. */
export const builtAppFolder = join(import.meta.dirname, '../../../participant-app/dist')

/** Scripts and styles of our own only, nothing inline; pictures also from what the person has just photographed. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const missingBuild = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Tongzhou</title>
<p lang="zh-CN">应用还没有构建：请在项目目录中运行 <code>npm run build:app</code>，然后刷新此页。</p>
<p>The app is not built yet: run <code>npm run build:app</code> in the project's folder, then load this page again.</p>
</html>
`

const forEver = 'public, max-age=31536000, immutable'
/** Stand beside index.html under names that do not change, so browsers ask for them each time. */
const fixedNames = /^[a-z0-9-]+\.(js|webmanifest|png|svg|ico)$/

/**
 * The participants' app at /app/. Files below assets/ have their content's hash in their name and are kept for ever; every other
 * address below /app/ is a page of the app and gets index.html. `/` leads there.
 */
export function participantApp(folder: string): Routes {
  return async (app) => {
    await app.register(fastifyStatic, { root: folder, serve: false, preCompressed: true, suppressWarning: true })
    const shared = { config: { access: publicAccess, rateLimit: false }, schema: { hide: true } } as const
    app.get('/', shared, (_request, reply) => reply.redirect('/app/'))
    app.get('/app', shared, (_request, reply) => reply.redirect('/app/'))
    const params = Type.Object({ '*': Type.String({ maxLength: 400 }) })
    const schema = { hide: true, params }
    app.get('/app/assets/*', { ...shared, schema }, (request, reply) => {
      const path = `assets/${request.params['*']}`
      if (!/^assets\/[A-Za-z0-9_.-]+$/.test(path) || !existsSync(join(folder, path))) return reply.callNotFound()
      return sendFile(reply, path, forEver)
    })
    app.get('/app/*', { ...shared, schema }, (request, reply) => {
      const name = request.params['*']
      if (fixedNames.test(name)) {
        return existsSync(join(folder, name)) ? sendFile(reply, name, 'no-cache') : reply.callNotFound()
      }
      reply.header('content-security-policy', policy)
      if (existsSync(join(folder, 'index.html'))) return sendFile(reply, 'index.html', 'no-store')
      return reply.status(503).type('text/html; charset=utf-8').send(missingBuild)
    })
  }
}

function sendFile(reply: FastifyReply, path: string, cacheControl: string): FastifyReply {
  return reply.header('cache-control', cacheControl).sendFile(path, { cacheControl: false })
}
