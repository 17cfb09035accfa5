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

/** The settings of the store, whichever bucket of it is meant; see docs/settings.md. */
export interface S3Access {
  readonly TONGZHOU_S3_ENDPOINT?: string
  readonly TONGZHOU_S3_REGION: string
  readonly TONGZHOU_S3_ACCESS_KEY_ID?: string
  readonly TONGZHOU_S3_SECRET_ACCESS_KEY?: string
}

/** What a bucket is opened with, where the endpoint is set: reading the settings has made sure of what goes with it. */
export function s3SettingsOf(access: S3Access, bucket: string, prefix: string): S3Settings {
  return {
    endpoint: access.TONGZHOU_S3_ENDPOINT!,
    region: access.TONGZHOU_S3_REGION,
    bucket,
    prefix,
    accessKeyId: access.TONGZHOU_S3_ACCESS_KEY_ID!,
    secretAccessKey: access.TONGZHOU_S3_SECRET_ACCESS_KEY!,
  }
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
