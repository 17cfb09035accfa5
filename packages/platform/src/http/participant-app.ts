import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { publicAccess } from './access.ts'
import type { App, Routes } from './app.ts'
import { firstAnswersLink } from './first-answers.ts'

/** Where `npm run build:app` puts the app. */
export const builtAppFolder = join(import.meta.dirname, '../../../participant-app/dist')

const config = { access: publicAccess, rateLimit: false } as const

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

interface BuiltApp {
  /** The first part of its addresses: `app`, `console`. */
  readonly name: string
  readonly folder: string
  /** Sends index.html, which is there, for any address that is a page. */
  readonly sendPage: (reply: FastifyReply) => Promise<FastifyReply> | FastifyReply
}

/**
 * The participants' app at /app/. Files below assets/ have their content's hash in their name and are kept for ever; every other
 * address below /app/ is a page of the app and gets index.html. `/` leads there.
 */
export function participantApp(folder: string): Routes {
  return async (app) => {
    app.get('/', { config, schema: { hide: true } }, (_request, reply) => reply.redirect('/app/'))
    await serveBuiltApp(app, {
      name: 'app',
      folder,
      sendPage: (reply) => {
        const link = firstAnswersLink(reply.request.url, reply.request.headers.cookie !== undefined)
        if (link) reply.header('link', link)
        return sendFile(reply.header('content-security-policy', policy), 'index.html', 'no-store')
      },
    })
  }
}

/** Serves what vite built below an address of its own; says what to run where nothing is built. */
export async function serveBuiltApp(app: App, { folder, name, sendPage }: BuiltApp): Promise<void> {
  const routes: FastifyPluginAsync = async (scope) => {
    const served = scope as App
    await served.register(fastifyStatic, { root: folder, serve: false, preCompressed: true, suppressWarning: true })
    served.get(`/${name}`, { config, schema: { hide: true } }, (_request, reply) => reply.redirect(`/${name}/`))
    const params = Type.Object({ '*': Type.String({ maxLength: 400 }) })
    const schema = { hide: true, params }
    served.get(`/${name}/assets/*`, { config, schema }, (request, reply) => {
      const path = `assets/${request.params['*']}`
      if (!/^assets\/[A-Za-z0-9_.-]+$/.test(path) || !existsSync(join(folder, path))) return reply.callNotFound()
      return sendFile(reply, path, forEver)
    })
    served.get(`/${name}/*`, { config, schema }, (request, reply) => {
      const file = request.params['*']
      if (fixedNames.test(file)) {
        return existsSync(join(folder, file)) ? sendFile(reply, file, 'no-cache') : reply.callNotFound()
      }
      if (existsSync(join(folder, 'index.html'))) return sendPage(reply)
      return reply.status(503).type('text/html; charset=utf-8').send(missingBuild)
    })
  }
  // A scope of its own: each app sends files from its own folder.
  await app.register(routes)
}

function sendFile(reply: FastifyReply, path: string, cacheControl: string): FastifyReply {
  return reply.header('cache-control', cacheControl).sendFile(path, { cacheControl: false })
}
