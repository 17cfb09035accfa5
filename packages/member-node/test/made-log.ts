import {
  type EntryPackage,
  encodeAddEntries,
  formatAddCheckpoint,
  formatCheckpoint,
  leafHash,
  MemoryHashes,
  packageRanges,
  proveConsistency,
  proveSubtreeConsistency,
  signatureTypes,
  signNote,
  treeRoot,
  utf8,
} from '@tongzhou/tlog'
import { createSigner } from '@tongzhou/tlog/node'

export const logSigner = createSigner('log.example/journal', signatureTypes.ed25519, new Uint8Array(32).fill(1))

/** A log in memory that hands itself to members, and can be made to lie. */
export class MadeLog {
  readonly entries: Uint8Array[] = []
  readonly hashes = new MemoryHashes()

  /** A log of entries `<text> <index>`. */
  static of(count: number, text = 'entry'): MadeLog {
    const log = new MadeLog()
    for (let index = 0; index < count; index++) log.append(utf8(`${text} ${index}`))
    return log
  }

  get size(): number {
    return this.entries.length
  }

  append(entry: Uint8Array): void {
    this.entries.push(entry)
    this.hashes.append(leafHash(entry))
  }

  async checkpoint(size = this.size, signer = logSigner): Promise<string> {
    const root = await treeRoot(this.hashes, size)
    return signNote(formatCheckpoint({ origin: logSigner.key.name, size, root }), [signer])
  }

  async addCheckpoint(oldSize: number, size = this.size): Promise<string> {
    const proof = oldSize === 0 ? [] : await proveConsistency(this.hashes, oldSize, size)
    return formatAddCheckpoint({ oldSize, proof, checkpoint: await this.checkpoint(size) })
  }

  async packages(uploadStart: number, uploadEnd: number): Promise<EntryPackage[]> {
    const packages: EntryPackage[] = []
    for (const { subtreeStart, start, end } of packageRanges(uploadStart, uploadEnd)) {
      const proof = await proveSubtreeConsistency(this.hashes, { start: subtreeStart, end }, uploadEnd)
      packages.push({ entries: this.entries.slice(start, end), proof })
    }
    return packages
  }

  /** The body of add-entries, of the first `count` packages. */
  async addEntries(uploadStart: number, uploadEnd = this.size, count = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
    const packages = (await this.packages(uploadStart, uploadEnd)).slice(0, count)
    return encodeAddEntries({ origin: logSigner.key.name, uploadStart, uploadEnd, ticket: new Uint8Array(0), packages })
  }
}

/** An answer, read. */
export interface Answer {
  readonly status: number
  readonly type: string | null
  readonly text: string
}

export async function post(
  url: string,
  body: Uint8Array | string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const type = typeof body === 'string' ? 'text/plain' : 'application/octet-stream'
  const sent = typeof body === 'string' ? body : Buffer.from(body)
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': type, ...headers }, body: sent })
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
}

/** Hands a member the checkpoint of `size` and all entries from `oldSize` on, in one request. */
export async function handOver(url: string, log: MadeLog, oldSize: number, size = log.size): Promise<Answer> {
  const first = await post(`${url}/add-checkpoint`, await log.addCheckpoint(oldSize, size))
  if (first.status !== 200) return first
  return post(`${url}/add-entries`, await log.addEntries(oldSize, size))
}
