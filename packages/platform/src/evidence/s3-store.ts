import { createHash } from 'node:crypto'
import { AwsClient } from 'aws4fetch'
import { FileMissing, isFileRef, requireFileRef, type SealedFileStore, type StoredFile } from './sealed-file-store.ts'

export interface S3Settings {
  /** `https://host` or `https://host/path` of the service, without the bucket. */
  readonly endpoint: string
  readonly region: string
  readonly bucket: string
  /** Put before every name, `evidence/` for one; may be empty. */
  readonly prefix: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** One call to the store. Without it a store that takes the connection and says nothing holds the request for ever. */
const callTimeoutMilliseconds = 30_000
/** Attempts after a first one that failed with a server's error (5xx, 429). */
const retries = 3

/**
 * Sealed files in a bucket of any S3-compatible store, addressed by path, signed with AWS Signature Version 4. The hash of
 * the bytes is signed too, so the store refuses bytes that were damaged on the way.
 */
export function openS3Store(settings: S3Settings): SealedFileStore {
  const { region, accessKeyId, secretAccessKey } = settings
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries })
  const bucket = `${settings.endpoint.replace(/\/$/, '')}/${settings.bucket}`
  const call = async (method: string, address: string, bytes?: Uint8Array) => {
    const sha256 = createHash('sha256')
      .update(bytes ?? '')
      .digest('hex')
    const headers = { 'x-amz-content-sha256': sha256 }
    const signal = AbortSignal.timeout(callTimeoutMilliseconds)
    return client.fetch(address, {
      method,
      headers,
      signal,
      ...(bytes ? { body: bytes as Uint8Array<ArrayBuffer> } : {}),
    })
  }
  const addressOf = (ref: string) => {
    requireFileRef(ref)
    return `${bucket}/${settings.prefix}${ref}`
  }
  return {
    put: async (ref, bytes) => {
      requireSuccess(await call('PUT', addressOf(ref), bytes), 'put')
    },
    get: async (ref) => {
      const response = await call('GET', addressOf(ref))
      if (response.status === 404) throw new FileMissing(ref)
      return new Uint8Array(await requireSuccess(response, 'get').arrayBuffer())
    },
    has: async (ref) => {
      const response = await call('HEAD', addressOf(ref))
      if (response.status === 404) return false
      requireSuccess(response, 'has')
      return true
    },
    delete: async (ref) => {
      const response = await call('DELETE', addressOf(ref))
      if (response.status !== 404) requireSuccess(response, 'delete')
    },
    list: () => listBucket((query) => call('GET', `${bucket}?${query}`), settings.prefix),
    // A put is one call: the store keeps all of it or nothing.
    deleteUnfinished: async () => 0,
  }
}

function requireSuccess(response: Response, what: string): Response {
  if (!response.ok) throw new Error(`the object store answered ${response.status} to ${what}`)
  return response
}

/** ListObjectsV2, page by page. The names asked for hold nothing that XML escapes; anything else is passed over. */
async function* listBucket(
  ask: (query: URLSearchParams) => Promise<Response>,
  prefix: string,
): AsyncGenerator<StoredFile> {
  for (let token: string | null = null; ; ) {
    const query = new URLSearchParams({ 'list-type': '2', prefix })
    if (token !== null) query.set('continuation-token', token)
    const page = await requireSuccess(await ask(query), 'list').text()
    for (const [, contents] of page.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
      const ref = textOf(contents!, 'Key')?.slice(prefix.length) ?? ''
      const storedAt = textOf(contents!, 'LastModified')
      if (isFileRef(ref) && storedAt) yield { ref, storedAt: Temporal.Instant.from(storedAt) }
    }
    token = textOf(page, 'NextContinuationToken')
    if (token === null) return
  }
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

function textOf(xml: string, element: string): string | null {
  const text = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1]
  return text?.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name]!) ?? null
}
