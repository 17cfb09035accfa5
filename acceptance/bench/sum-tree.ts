import { randomFillSync } from 'node:crypto'
import { chargeLeaf, SumTreeBuilder } from '@tongzhou/core'
import { sha256 } from '@tongzhou/tlog'

/**
 * The sum tree over a period's charges, beside the bare rate of SHA-256 of the same lengths in the same run: two hashes a charge.
 * `npm run bench:sum-tree [-- charges]`. Prints one JSON line.
 */
const charges = Number(process.argv[2] ?? 1_000_000)
const commitments = new Uint8Array(32 * 1_024)
randomFillSync(commitments)
const commitmentOf = (index: number) => commitments.subarray((index % 1_024) * 32, ((index % 1_024) + 1) * 32)

const before = process.memoryUsage().rss
const builder = new SumTreeBuilder()
let began = performance.now()
for (let index = 0; index < charges; index += 1) builder.add(chargeLeaf(7n, commitmentOf(index)))
const root = builder.root()
const seconds = (performance.now() - began) / 1_000
const residentMb = Math.round((process.memoryUsage().rss - before) / 2 ** 20)

const [leaf, node] = [new Uint8Array(41), new Uint8Array(97)]
began = performance.now()
for (let index = 0; index < charges; index += 1) {
  sha256(leaf)
  sha256(node)
}
const hashSeconds = (performance.now() - began) / 1_000
const report = {
  charges,
  sumFen: String(root.sumFen),
  seconds: Number(seconds.toFixed(2)),
  moreResidentMb: residentMb,
  bareHashSeconds: Number(hashSeconds.toFixed(2)),
  ratio: Number((hashSeconds / seconds).toFixed(3)),
}
process.stdout.write(`${JSON.stringify(report)}\n`)
