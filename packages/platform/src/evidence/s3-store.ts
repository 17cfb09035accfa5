import { openBucket, requireSuccess, type S3Settings } from '../s3-client.ts'
import { FileMissing, isFileRef, requireFileRef, type SealedFileStore, type StoredFile } from './sealed-file-store.ts'

/**
 * Sealed files in a bucket of any S3-compatible store, addressed by path, signed with AWS Signature Version 4. The hash of
 * the bytes is signed too, so the store refuses bytes that were damaged on the way.
 */
export function openS3Store(settings: S3Settings): SealedFileStore {
  const { call, list } = openBucket(settings)
  const addressOf = (ref: string) => {
    requireFileRef(ref)
    return settings.prefix + ref
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
    list: () => listBucket(list, settings.prefix),
    now: async () => {
      const query = new URLSearchParams({ 'list-type': '2', prefix: settings.prefix, 'max-keys': '1' })
      return timeOf(requireSuccess(await list(query), 'list'))
    },
    // A put is one call: the store keeps all of it or nothing.
    deleteUnfinished: async () => 0,
  }
}

/** Every answer of HTTP says when it was given (RFC 9110, 6.6.1). */
function timeOf(response: Response): Temporal.Instant {
  const milliseconds = Date.parse(response.headers.get('date') ?? '')
  if (Number.isNaN(milliseconds)) throw new Error('the store does not say what time it is: its answer has no Date')
  return Temporal.Instant.fromEpochMilliseconds(milliseconds)
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
