import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** The part of vite's plugins that is used here; vite itself is installed for the apps only. */
interface BuildPlugin {
  readonly name: string
  readonly apply: 'build'
  configResolved(config: { readonly root: string; readonly build: { readonly outDir: string } }): void
  closeBundle(): Promise<void>
}

/** For vite: writes .br and .gz beside the files whose name matches, so that the server compresses nothing itself. */
export function precompress(names: RegExp): BuildPlugin {
  let folder = ''
  return {
    name: 'precompress',
    apply: 'build',
    configResolved({ build, root }) {
      folder = resolve(root, build.outDir)
    },
    async closeBundle() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true })
      for (const entry of entries) {
        if (!entry.isFile() || !names.test(entry.name)) continue
        const path = join(entry.parentPath, entry.name)
        const bytes = await readFile(path)
        const best = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }
        await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, best))
        await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }))
      }
    },
  }
}
