import { fillOutbox, insertSameRows, openLogBench, round } from './log-setup.ts'

/**
 * Whether an entry's way to the quorum takes longer in a long log: slice after slice, at both ends beside the bare insert of its rows.
 * `npm run bench:log-growth [-- entries [slice]]`. Prints a JSON line for each slice, and one that compares the first with the last.
 */
const entries = Number(process.argv[2] ?? 3_000_000)
const slice = Number(process.argv[3] ?? 50_000)
/** Slices at either end that are compared, by their medians: one alone may meet a checkpoint of the database. */
const compared = 5

const bench = await openLogBench()
const { database } = bench.platform
const microseconds: number[] = []
const ratios: number[] = []
try {
  for (let size = 0; size < entries; size += slice) {
    await fillOutbox(database, size, slice)
    const seconds = await bench.toQuorum(size + slice)
    microseconds.push((seconds * 1e6) / slice)
    const line = { size: size + slice, microsecondsPerEntry: round(microseconds.at(-1)!) }
    // The bound at both ends; in between it would only take time.
    const isCompared = size < compared * slice || size >= entries - compared * slice
    if (isCompared) ratios.push((await insertSameRows(database, size, slice)) / seconds)
    process.stdout.write(`${JSON.stringify(line)}\n`)
  }
  const first = median(microseconds.slice(0, compared))
  const last = median(microseconds.slice(-compared))
  const report = {
    entries,
    firstMicroseconds: round(first),
    lastMicroseconds: round(last),
    timesAsLong: round(last / first),
    firstRatio: round(median(ratios.slice(0, compared))),
    lastRatio: round(median(ratios.slice(-compared))),
  }
  process.stdout.write(`${JSON.stringify(report)}\n`)
} finally {
  await bench.close()
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!
}
