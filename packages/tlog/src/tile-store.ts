import { decodeEntries, encodeEntryBundle } from './entry-bundle.ts'
import type { TreeFile, TreeFiles } from './growing-tree.ts'
import { hashBytes } from './rfc6962.ts'
import { type EntryBundle, entryBundlePath, type Tile, tilePath, tileWidth } from './tile.ts'

/** The files of a log by their names as they are served (tlog-tiles), wherever they lie. */
export abstract class TileStore implements TreeFiles {
  /** A file by its path below the prefix: `checkpoint`; undefined where it is missing. */
  abstract readFile(path: string): Promise<Uint8Array | undefined>
  /** Writes all, and returns when they are durable. A reader sees a file whole or not at all. */
  abstract write(files: readonly TreeFile[]): Promise<void>
  /** Drops the partial files that the full ones at these paths have replaced. */
  abstract dropPartials(fullPaths: readonly string[]): Promise<void>

  async readTile(tile: Tile): Promise<Uint8Array | undefined> {
    const exact = await this.readFile(tilePath(tile))
    if (exact || tile.width === tileWidth) return exact
    return (await this.readFile(tilePath({ ...tile, width: tileWidth })))?.subarray(0, tile.width * hashBytes)
  }

  /** Throws `malformed` if a full bundle that must stand in for a partial one is broken. */
  async readBundle(bundle: EntryBundle): Promise<Uint8Array | undefined> {
    const exact = await this.readFile(entryBundlePath(bundle))
    if (exact || bundle.width === tileWidth) return exact
    const full = await this.readFile(entryBundlePath({ ...bundle, width: tileWidth }))
    return full && encodeEntryBundle(decodeEntries(full, bundle.width).entries)
  }

  /** As `openTiles` wants it. A missing tile is given as no bytes, which can't be right. */
  async readTiles(tiles: readonly Tile[]): Promise<Uint8Array[]> {
    return Promise.all(tiles.map(async (tile) => (await this.readTile(tile)) ?? new Uint8Array(0)))
  }
}
