import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * As much of an S3 store as `openS3Store` needs, for tests: it keeps objects in memory, answers in pages of two, and
 * checks each signature from the received bytes by AWS's own description of Signature Version 4.
 */
export interface SmallS3Server {
  readonly endpoint: string
  readonly objects: Map<string, Buffer>
  /** Answers the next so many requests with 503, as a busy store does. */
  failNext: number
  close(): Promise<void>
}

export const testAccess = { region: 'cn-east-1', accessKeyId: 'made-up-id', secretAccessKey: 'made-up+secret/key' }

export async function startSmallS3Server(): Promise<SmallS3Server> {
  const objects = new Map<string, Buffer>()
  const server: Server = createServer((request, response) => {
    void answer(request, response, objects, small)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const small: SmallS3Server = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    failNext: 0,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return small
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  objects: Map<string, Buffer>,
  small: SmallS3Server,
): Promise<void> {
  const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>))
  const end = (status: number, content: Buffer | string = '') => response.writeHead(status).end(content)
  if (small.failNext > 0) {
    small.failNext -= 1
    return void end(503)
  }
  if (!isSigned(request, body)) return void end(403)
  const url = new URL(request.url!, small.endpoint)
  const path = decodeURIComponent(url.pathname)
  const object = objects.get(path)
  if (request.method === 'PUT') {
    objects.set(path, body)
    return void end(200)
  }
  if (request.method === 'DELETE') {
    objects.delete(path)
    return void end(204)
  }
  if (url.searchParams.has('list-type')) return void end(200, listing(objects, path, url.searchParams))
  return void (object ? end(200, request.method === 'HEAD' ? '' : object) : end(404))
}

const pageSize = 2

function listing(objects: Map<string, Buffer>, bucket: string, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? ''
  const keys = [...objects.keys()].map((path) => path.slice(bucket.length + 1)).filter((key) => key.startsWith(prefix))
  const from = Number((query.get('continuation-token') ?? 'page <&> 0').slice('page <&> '.length))
  const rows = keys.slice(from, from + pageSize).map((key) => {
    return `<Contents><Key>${key}</Key><LastModified>2020-06-15T04:00:00.000Z</LastModified></Contents>`
  })
  const more = from + pageSize < keys.length
  const next = more ? `<NextContinuationToken>page &lt;&amp;&gt; ${from + pageSize}</NextContinuationToken>` : ''
  return `<?xml version="1.0"?><ListBucketResult>${rows.join('\n')}${next}</ListBucketResult>`
}

/** AWS General Reference, "Create a signed AWS API request", steps 1 to 4. */
function isSigned(request: IncomingMessage, body: Buffer): boolean {
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=(\w{64})$/
  const [, id, day, region, signedHeaders, signature] = form.exec(request.headers.authorization ?? '') ?? []
  const time = String(request.headers['x-amz-date'])
  if (id !== testAccess.accessKeyId || region !== testAccess.region || !time.startsWith(day!)) return false
  const bodyHash = createHash('sha256').update(body).digest('hex')
  if (request.headers['x-amz-content-sha256'] !== bodyHash) return false
  const names = signedHeaders!.split(';')
  if (!['host', 'x-amz-content-sha256', 'x-amz-date'].every((name) => names.includes(name))) return false
  const [path, query = ''] = request.url!.split('?')
  const canonicalQuery = query.replaceAll('+', '%20').split('&').sort().join('&')
  const headers = names.map((name) => `${name}:${String(request.headers[name]).trim()}\n`).join('')
  const canonical = [request.method, path, canonicalQuery, headers, signedHeaders, bodyHash].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const canonicalHash = createHash('sha256').update(canonical).digest('hex')
  const hmac = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest()
  const key = [region!, 's3', 'aws4_request'].reduce(hmac, hmac(`AWS4${testAccess.secretAccessKey}`, day!))
  const expected = hmac(key, ['AWS4-HMAC-SHA256', time, scope, canonicalHash].join('\n'))
  return timingSafeEqual(expected, Buffer.from(signature!, 'hex'))
}
