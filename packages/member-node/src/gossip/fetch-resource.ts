import { decodeEntries, type EntryBundle, entryBundlePath, type Tile, tilePath, tileWidth } from '@tongzhou/tlog'

const timeoutMilliseconds = 10_000
/** Bytes of the longest answer: a bundle of 256 of the longest entries. */
const longestBytes = 256 * 65_537

/** Bytes of a resource of someone else's web server, or nothing for a 404. Throws with status and address otherwise. */
export async function fetchBytes(url: string, maxBytes = longestBytes): Promise<Uint8Array | undefined> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMilliseconds), redirect: 'error' })
  if (response.status === 404) {
    await response.body?.cancel()
    return undefined
  }
  if (!response.ok || !response.body) {
    await response.body?.cancel()
    throw new Error(`${url} answers ${response.status}`)
  }
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body) {
    length += chunk.length
    if (length > maxBytes) throw new Error(`${url} has more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The tiles of a log that someone serves; a full one stands in for a partial one that is gone. Keeps what it has read. */
export class RemoteTiles {
  readonly #prefix: string
  readonly #known = new Map<string, Promise<Uint8Array>>()

  constructor(prefix: string) {
    this.#prefix = prefix
  }

  /** As `openTiles` wants it. */
  async readTiles(tiles: readonly Tile[]): Promise<Uint8Array[]> {
    return Promise.all(tiles.map((tile) => this.#remembered(tile)))
  }

  async readTile(tile: Tile): Promise<Uint8Array> {
    const exact = await fetchBytes(`${this.#prefix}/${tilePath(tile)}`)
    if (exact) return exact
    const full =
      tile.width < tileWidth && (await fetchBytes(`${this.#prefix}/${tilePath({ ...tile, width: tileWidth })}`))
    if (full) return full.subarray(0, tile.width * 32)
    throw new Error(`${this.#prefix} doesn't serve ${tilePath(tile)}`)
  }

  async readEntries(bundle: EntryBundle): Promise<Uint8Array[]> {
    const exact = await fetchBytes(`${this.#prefix}/${entryBundlePath(bundle)}`)
    const bytes =
      exact ?? (await fetchBytes(`${this.#prefix}/${entryBundlePath({ index: bundle.index, width: tileWidth })}`))
    if (!bytes) throw new Error(`${this.#prefix} doesn't serve ${entryBundlePath(bundle)}`)
    return decodeEntries(bytes, bundle.width).entries
  }

  #remembered(tile: Tile): Promise<Uint8Array> {
    const path = tilePath(tile)
    const known = this.#known.get(path) ?? this.readTile(tile)
    // Enough for a path from the root to the leaves and its neighbours; the oldest goes first.
    if (this.#known.size > 1_000) this.#known.delete(this.#known.keys().next().value!)
    this.#known.set(path, known)
    known.catch(() => this.#known.delete(path))
    return known
  }
}
