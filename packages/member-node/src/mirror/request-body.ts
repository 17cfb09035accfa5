import type { IncomingMessage } from 'node:http'
import { createGunzip } from 'node:zlib'

/** A body with a coding that isn't known here. */
export class UnknownEncoding extends Error {}

/** A body that is longer than allowed, after decompression. */
export class BodyTooLong extends Error {}

/** A body's bytes as they arrive, decompressed where it is gzip. Throws `BodyTooLong` past `maxBytes` of decoded bytes. */
export async function* readBody(request: IncomingMessage, maxBytes: number): AsyncGenerator<Uint8Array> {
  let length = 0
  for await (const chunk of decoded(request)) {
    length += chunk.length
    if (length > maxBytes) throw new BodyTooLong(`the body has more than ${maxBytes} bytes`)
    yield chunk
  }
}

/** All of a body, for small ones. */
export async function readWholeBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of readBody(request, maxBytes)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function decoded(request: IncomingMessage): AsyncIterable<Buffer> {
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding === 'identity') return request
  if (encoding !== 'gzip') throw new UnknownEncoding(`the content encoding ${encoding} is not known here`)
  const gunzip = createGunzip()
  // A connection that breaks off must end the decompression too, or the reader would wait for ever.
  request.on('error', (error) => gunzip.destroy(error))
  request.on('aborted', () => gunzip.destroy(new Error('the connection broke off')))
  return request.pipe(gunzip)
}
