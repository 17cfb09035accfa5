import { TileStore, type TreeFile } from '@tongzhou/tlog'
import { openBucket, requireSuccess, type S3Settings } from '../s3-client.ts'

/** Puts at once. */
const parallelWrites = 8
const partial = /^(.*)\.p\/\d+$/

/**
 * The log's files in a bucket, with the types and cache headers of tlog-tiles, so that the bucket (or a cache before it) may serve
 * readers by itself. Partial files are dropped when a full one replaces them, where this process wrote them.
 */
export class S3LogFiles extends TileStore {
  readonly #bucket: ReturnType<typeof openBucket>
  readonly #prefix: string
  /** By the path of the full file. */
  readonly #partials = new Map<string, Set<string>>()

  constructor(settings: S3Settings) {
    super()
    this.#bucket = openBucket(settings)
    this.#prefix = settings.prefix
  }

  override async readFile(path: string): Promise<Uint8Array | undefined> {
    const response = await this.#bucket.call('GET', this.#prefix + path)
    if (response.status === 404) return undefined
    return new Uint8Array(await requireSuccess(response, `get ${path}`).arrayBuffer())
  }

  override async write(files: readonly TreeFile[]): Promise<void> {
    const waiting = [...files]
    const writeOn = async () => {
      for (let file = waiting.pop(); file; file = waiting.pop()) await this.#writeOne(file)
    }
    await Promise.all(Array.from({ length: parallelWrites }, writeOn))
  }

  async #writeOne({ bytes, path }: TreeFile): Promise<void> {
    const headers = path.startsWith('tile/')
      ? { 'content-type': 'application/octet-stream', 'cache-control': 'public, max-age=31536000, immutable' }
      : { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'public, max-age=2' }
    requireSuccess(await this.#bucket.call('PUT', this.#prefix + path, bytes, headers), `put ${path}`)
    const [, full] = partial.exec(path) ?? []
    if (full !== undefined) this.#partials.set(full, (this.#partials.get(full) ?? new Set()).add(path))
  }

  override async dropPartials(fullPaths: readonly string[]): Promise<void> {
    for (const full of fullPaths) {
      for (const path of this.#partials.get(full) ?? []) {
        const response = await this.#bucket.call('DELETE', this.#prefix + path)
        if (response.status !== 404) requireSuccess(response, `delete ${path}`)
      }
      this.#partials.delete(full)
    }
  }
}
