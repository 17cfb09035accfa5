import { createHash } from 'node:crypto'
import { AwsClient } from 'aws4fetch'

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

export interface Bucket {
  /** A request for one object, by its whole name. */
  call(
    method: 'PUT' | 'GET' | 'HEAD' | 'DELETE',
    name: string,
    bytes?: Uint8Array,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>
  /** A page of ListObjectsV2. */
  list(query: URLSearchParams): Promise<Response>
}

/**
 * A bucket of any S3-compatible store, addressed by path, signed with AWS Signature Version 4. The hash of the bytes is signed too,
 * so the store refuses bytes that were damaged on the way.
 */
export function openBucket(settings: S3Settings): Bucket {
  const { region, accessKeyId, secretAccessKey } = settings
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries })
  const bucket = `${settings.endpoint.replace(/\/$/, '')}/${settings.bucket}`
  const request = (
    method: string,
    address: string,
    bytes?: Uint8Array,
    others: Readonly<Record<string, string>> = {},
  ) => {
    const sha256 = createHash('sha256')
      .update(bytes ?? '')
      .digest('hex')
    return client.fetch(address, {
      method,
      headers: { ...others, 'x-amz-content-sha256': sha256 },
      signal: AbortSignal.timeout(callTimeoutMilliseconds),
      ...(bytes ? { body: bytes as Uint8Array<ArrayBuffer> } : {}),
    })
  }
  return {
    call: (method, name, bytes, headers) => request(method, `${bucket}/${name}`, bytes, headers),
    list: (query) => request('GET', `${bucket}?${query}`),
  }
}

/** The answer, where it is a good one. Throws with its status. */
export function requireSuccess(response: Response, what: string): Response {
  if (!response.ok) throw new Error(`the object store answered ${response.status} to ${what}`)
  return response
}
