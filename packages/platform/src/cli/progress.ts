import type { Writable } from 'node:stream'
import { Presets, SingleBar } from 'cli-progress'

/** Progress of one long work. `note` says what it is at. */
export interface Progress {
  update(done: number, note?: string): void
  /** Ends the display; safe to call twice. */
  stop(): void
}

/** A stream that progress is shown on; `process.stderr`, so that results on stdout can be piped. */
export type ProgressStream = Writable & { readonly isTTY?: boolean }

/** Between two plain lines; more often would fill the log of a scheduled run. */
const plainLineMilliseconds = 5_000

/** A bar on a terminal; elsewhere a plain line with the percentage every few seconds, and one at the end. */
export function startProgress(label: string, total: number, stream: ProgressStream = process.stderr): Progress {
  return stream.isTTY ? barProgress(label, total, stream) : plainProgress(label, total, stream)
}

function barProgress(label: string, total: number, stream: ProgressStream): Progress {
  const bar = new SingleBar(
    {
      stream: stream as NodeJS.WriteStream,
      format: `${label} [{bar}] {percentage} % {note}`,
      barsize: 30,
      hideCursor: true,
      clearOnComplete: false,
      linewrap: false,
    },
    Presets.shades_classic,
  )
  bar.start(total, 0, { note: '' })
  return {
    update: (done, note) => bar.update(Math.min(done, total), note === undefined ? {} : { note }),
    stop: () => bar.stop(),
  }
}

function plainProgress(label: string, total: number, stream: ProgressStream): Progress {
  let shownAt = Number.NEGATIVE_INFINITY
  let shown = ''
  let latest = `${label}: 0 %`
  const show = () => {
    if (latest !== shown) stream.write(`${latest}\n`)
    shown = latest
    shownAt = performance.now()
  }
  return {
    update: (done, note) => {
      const percent = total === 0 ? 100 : Math.floor((Math.min(done, total) * 100) / total)
      latest = `${label}: ${percent} %${note === undefined || note === '' ? '' : ` ${note}`}`
      if (performance.now() - shownAt >= plainLineMilliseconds) show()
    },
    stop: show,
  }
}
