import { createHash } from 'node:crypto'
import swagger from '@fastify/swagger'
import scalar from '@scalar/fastify-api-reference'
import { publicAccess, rolesOf } from './access.ts'
import type { App } from './app.ts'
import { ProblemSchema } from './problem.ts'

/** OpenAPI 3.1 of all routes at /openapi.json, and pages to read it at /docs, which fetch nothing from elsewhere. */
export async function addDocs(app: App, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Tongzhou',
        version,
        description:
          'An online mutual aid platform. Refusals and faults are problem details (RFC 9457). Commands carry an ' +
          'Idempotency-Key: the same command sent twice has one effect and one answer.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        schemas: { Problem: ProblemSchema as object },
        securitySchemes: { session: { type: 'http', scheme: 'bearer' } },
      },
    },
    transform: ({ schema, url, route }) => ({ schema: describeAccess(schema ?? {}, route.config?.access), url }),
  })
  app.get('/openapi.json', { config: { access: publicAccess }, schema: { hide: true } }, async () => app.swagger())
  app.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload === 'string' && request.routeOptions.url === '/docs/') {
      reply.header('content-security-policy', policyOf(payload))
    }
    return payload
  })
  await app.register(scalar, { routePrefix: '/docs', configuration: pageSettings })
}

const pageSettings = {
  url: '/openapi.json',
  pageTitle: 'Tongzhou API',
  // Fonts, telemetry, the assistant and the hosted client would ask servers of Scalar.
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  // Buttons for deploying, sharing and generating at Scalar's.
  showDeveloperTools: 'never' as const,
}

/** The page may run its one inline script, known by its hash, and talk to this server only. */
function policyOf(page: string): string {
  const inline = [...page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? '')
  const hashes = inline.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`)
  return [
    "default-src 'self'",
    `script-src 'self' ${hashes.join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    "frame-ancestors 'none'",
  ].join('; ')
}

type Access = Parameters<typeof rolesOf>[0]

/** Says in the document who may call a route, and that anything but success is a problem. */
function describeAccess(schema: object, access: Access | undefined): object {
  if (access === undefined) return schema
  const given = schema as { readonly description?: string; readonly response?: object }
  const needed = rolesOf(access)
  const who =
    needed.length > 0 ? `For ${needed.join(' or ')}.` : 'public' in access ? 'For anyone.' : 'For those signed in.'
  return {
    ...schema,
    description: given.description === undefined ? who : `${given.description}\n\n${who}`,
    security: 'public' in access ? [] : [{ session: [] }],
    response: {
      ...given.response,
      default: {
        description: 'A problem (RFC 9457).',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}
