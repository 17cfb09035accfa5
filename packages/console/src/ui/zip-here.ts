import { type Unzipped, unzipSync, type Zippable, zipSync } from 'fflate/browser'

export * from 'fflate/browser'

/**
 * In place of the `zip` and `unzip` that writer and reader of XLSX ask for: those start workers from blobs where much is packed, which the
 * console's policy forbids.
 */
export function zip(files: Zippable, done: (fault: null, archive: Uint8Array) => void): void {
  done(null, zipSync(files))
}

export function unzip(archive: Uint8Array, done: (fault: unknown, files: Unzipped | null) => void): void {
  let files: Unzipped
  try {
    files = unzipSync(archive)
  } catch (fault) {
    done(fault, null)
    return
  }
  done(null, files)
}
