import { hash, randomFillSync } from 'node:crypto'
import { jurorListRoot, rankJurors } from '@tongzhou/core'
import { toHex } from '@tongzhou/tlog'

/**
 * The draw of a panel of 31 and 5 reserves from a million jurors, beside the bare hashing of as many messages of the same length in the
 * same run; and the root of their list, which is calculated before, when the list is committed to.
 * `npm run bench:lot [-- jurors]`. Prints one JSON line.
 */
const jurors = Number(process.argv[2] ?? 1_000_000)
const seats = 31
const reserves = 5
const recordBytes = 17
const rounds = 5

const references = new Uint8Array(jurors * recordBytes)
randomFillSync(references)
// Most jurors have the full weight of 4, the dearest to draw from.
for (let at = 0; at < jurors; at += 1) references[at * recordBytes + recordBytes - 1] = at % 10 === 0 ? 1 + (at % 4) : 4
const seed = randomFillSync(new Uint8Array(32))
const sha256 = (bytes: Uint8Array) => hash('sha256', bytes)

/** Seconds of the draw and of the bare hashing, one beside the other. */
const measured = Array.from({ length: rounds }, () => {
  const drawSeconds = secondsOf(() => rankJurors({ seed, references, count: seats + reserves, hash: sha256 }))
  const message = new Uint8Array(48)
  const bareHashSeconds = secondsOf(() => {
    for (let at = 0; at < jurors; at += 1) {
      message[at % message.length] = at % 256
      sha256(message)
    }
  })
  return { drawSeconds, bareHashSeconds, ratio: bareHashSeconds / drawSeconds }
})

const lines = Array.from({ length: jurors }, (_, at) => {
  const record = references.subarray(at * recordBytes, (at + 1) * recordBytes)
  return `${toHex(record.subarray(0, -1))} ${record.at(-1)}`
}).sort()
const rootSeconds = secondsOf(() => jurorListRoot(lines))

const report = {
  jurors,
  drawn: seats + reserves,
  rounds,
  drawSeconds: median(measured.map((round) => round.drawSeconds)),
  slowestSeconds: Number(Math.max(...measured.map((round) => round.drawSeconds)).toFixed(3)),
  bareHashSeconds: median(measured.map((round) => round.bareHashSeconds)),
  ratio: median(measured.map((round) => round.ratio)),
  listRootSeconds: Number(rootSeconds.toFixed(3)),
}
process.stdout.write(`${JSON.stringify(report)}\n`)

function secondsOf(work: () => unknown): number {
  const began = performance.now()
  work()
  return (performance.now() - began) / 1_000
}

function median(values: readonly number[]): number {
  return Number(values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!.toFixed(3))
}
