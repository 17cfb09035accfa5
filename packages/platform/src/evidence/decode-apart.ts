import { Worker } from 'node:worker_threads'
import type { FileLimits } from '@tongzhou/core'
import type { DecodeResult, DecodeTask } from './decode-worker.ts'

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

/**
 * Decodes a file of a stranger in a thread of its own: the server goes on answering, and a file that is slow or takes too
 * much memory ends with its thread (`too-complex`). The thread sees no environment and prints nowhere.
 */
export async function decodeApart(
  task: DecodeTask,
  limits: FileLimits,
): Promise<DecodeResult | { readonly outcome: 'too-complex' }> {
  const worker = new Worker(new URL('./decode-worker.ts', import.meta.url), {
    workerData: { task, limits },
    resourceLimits: { maxOldGenerationSizeMb: maxDecoderHeapMb },
    execArgv: [],
    env: {},
    stdout: true,
    stderr: true,
  })
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise((resolve, reject) => {
      timer = setTimeout(() => resolve({ outcome: 'too-complex' }), limits.maxDecodeMilliseconds)
      worker.once('message', resolve)
      worker.once('error', (fault: Error & { code?: string }) => {
        if (fault.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve({ outcome: 'too-complex' })
        else reject(fault)
      })
      worker.once('exit', (code) => reject(new Error(`the decoder ended with code ${code} and no result`)))
    })
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}
