import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { FileLimits } from '@tongzhou/core'
import type { DecodeOrder, DecodeResult, DecodeTask } from './decode-worker.ts'

/** Decoders that run at the same moment. Without it a burst of uploads takes every core and a gigabyte of memory each. */
export const maxDecodersAtOnce = 2
/** Files that wait for a decoder. Without it a flood of uploads is kept in memory until there is none left. */
export const maxWaitingFiles = 50
/** Heap of one decoder in MB. Pixels lie outside of it and are bounded by the limits of the file. */
const maxDecoderHeapMb = 512

let running = 0
const waiting: (() => void)[] = []

/**
 * Runs the work of one decoder, at most `maxDecodersAtOnce` at a time; others wait their turn.
 * Returns `intake-busy` at once where too many wait already.
 */
export async function takingTurns<Result>(work: () => Promise<Result>): Promise<Result | 'intake-busy'> {
  if (running >= maxDecodersAtOnce) {
    if (waiting.length >= maxWaitingFiles) return 'intake-busy'
    await new Promise<void>((resolve) => waiting.push(resolve))
  } else {
    running += 1
  }
  try {
    return await work()
  } finally {
    // The turn passes on without `running` sinking in between, so nobody can jump the queue.
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}

/** A decoder thread that has ended well so far, and how many files it has read. */
interface Decoder {
  readonly worker: Worker
  files: number
}

/** Starting a thread costs more than most files; one that has read this many is replaced, so that nothing piles up in it. */
const filesPerDecoder = 50
const idle: Decoder[] = []

/**
 * Decodes a file of a stranger in a thread of its own: the server goes on answering, and a file that is slow or takes too
 * much memory ends with its thread (`too-complex`). The thread sees no environment and prints nowhere. It is used again only
 * for another file after it has given its result.
 */
export async function decodeApart(
  task: DecodeTask,
  limits: FileLimits,
): Promise<DecodeResult | { readonly outcome: 'too-complex' }> {
  const decoder = idle.pop() ?? { worker: startThread(), files: 0 }
  const { worker } = decoder
  worker.ref()
  worker.postMessage({ task, limits } satisfies DecodeOrder)
  try {
    const signal = AbortSignal.timeout(limits.maxDecodeMilliseconds)
    const [result] = (await once(worker, 'message', { signal })) as [DecodeResult]
    decoder.files += 1
    // A picture's decoder never gives back the memory that it grew to.
    if (decoder.files < filesPerDecoder && result.outcome !== 'picture') {
      worker.unref()
      idle.push(decoder)
    } else await worker.terminate()
    return result
  } catch (fault) {
    await worker.terminate()
    const { code, name } = fault as Error & { code?: string }
    if (name === 'AbortError' || code === 'ERR_WORKER_OUT_OF_MEMORY') return { outcome: 'too-complex' }
    throw fault
  }
}

function startThread(): Worker {
  const worker = new Worker(new URL('./decode-worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: maxDecoderHeapMb },
    execArgv: [],
    env: {},
    stdout: true,
    stderr: true,
  })
  // One that ends while nobody waits for it is not used again.
  worker.on('error', () => {})
  worker.once('exit', () => {
    const at = idle.findIndex((decoder) => decoder.worker === worker)
    if (at >= 0) idle.splice(at, 1)
  })
  return worker
}
