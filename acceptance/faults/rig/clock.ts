import { readFileSync, renameSync, writeFileSync } from 'node:fs'

/**
 * Loaded into each process of the rig before anything else (`node --import`): its clock is the machine's plus the milliseconds that stand in
 * the file of FAULT_CLOCK_FILE, looked up every 20 ms. So days pass in seconds, and one process's clock jumps while the others' go on.
 * Timers are not touched, as they are not when a machine's clock is set.
 */
const file = process.env.FAULT_CLOCK_FILE
if (file !== undefined) {
  const realNow = Date.now.bind(Date)
  let offset = Number(readFileSync(file, 'utf8'))
  let lookAt = performance.now()
  const shifted = () => {
    if (performance.now() >= lookAt) {
      offset = Number(readFileSync(file, 'utf8'))
      lookAt = performance.now() + 20
    }
    return realNow() + offset
  }
  const instant = () => Temporal.Instant.fromEpochMilliseconds(shifted())
  Date.now = shifted
  Object.defineProperty(Temporal.Now, 'instant', { value: instant, configurable: true, writable: true })
}

// The rig holds the other end: a process of the rig ends with it, even where that is killed.
if (file !== undefined)
  process.stdin
    .once('end', () => process.kill(process.pid, 'SIGKILL'))
    .resume()
    .unref?.()

/** Sets the clock of whoever reads this file; whole or not at all. */
export function setClock(path: string, offsetMilliseconds: number): void {
  writeFileSync(`${path}.new`, String(Math.round(offsetMilliseconds)))
  renameSync(`${path}.new`, path)
}
