import { randomFillSync } from 'node:crypto'
import { equalChargesRoot, SumTreeBuilder } from '@tongzhou/core'
import { sha256 } from '@tongzhou/tlog'

/**
 * The sum tree over a period's charges, joined part by part as a close joins it (the database hashes the leaves), beside the bare rate of
 * SHA-256 of a node's length in the same run. `npm run bench:sum-tree [-- charges]`. Prints one JSON line.
 */
const charges = Number(process.argv[2] ?? 1_000_000)
const part = 4_096
const leaves = new Uint8Array(32 * part)
randomFillSync(leaves)

const before = process.memoryUsage().rss
const builder = new SumTreeBuilder()
let began = performance.now()
for (let done = 0; done < charges; done += part) builder.add(equalChargesRoot(leaves, 7n))
const root = builder.root()
const seconds = (performance.now() - began) / 1_000
const moreResidentMb = Math.round((process.memoryUsage().rss - before) / 2 ** 20)

const node = new Uint8Array(97)
began = performance.now()
for (let index = 0n; index < root.count; index += 1n) sha256(node)
const hashSeconds = (performance.now() - began) / 1_000
const report = {
  charges: Number(root.count),
  sumFen: String(root.sumFen),
  seconds: Number(seconds.toFixed(2)),
  moreResidentMb,
  bareHashSeconds: Number(hashSeconds.toFixed(2)),
  ratio: Number((hashSeconds / seconds).toFixed(3)),
}
process.stdout.write(`${JSON.stringify(report)}\n`)
