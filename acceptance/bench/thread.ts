import { parentPort, Worker } from 'node:worker_threads'

interface Asked<Task> {
  readonly number: number
  readonly task: Task
}

/** A worker thread that answers tasks, one after the other. */
export class Thread<Task, Result> {
  readonly #worker: Worker
  readonly #waiting = new Map<number, PromiseWithResolvers<Result>>()
  #asked = 0

  /** `program` calls `answerTasks`; `workerData` is what it is given. */
  constructor(program: URL, workerData: unknown) {
    this.#worker = new Worker(program, { workerData })
    this.#worker.on('message', ({ number, result }: { number: number; result: Result }) => {
      this.#waiting.get(number)!.resolve(result)
      this.#waiting.delete(number)
    })
    this.#worker.on('error', (fault) => {
      for (const { reject } of this.#waiting.values()) reject(fault)
    })
  }

  ask(task: Task): Promise<Result> {
    const answer = Promise.withResolvers<Result>()
    this.#asked += 1
    this.#waiting.set(this.#asked, answer)
    this.#worker.postMessage({ number: this.#asked, task })
    return answer.promise
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }
}

/** The other end, in the thread. */
export function answerTasks<Task, Result>(work: (task: Task) => Promise<Result>): void {
  const port = parentPort!
  port.on('message', ({ number, task }: Asked<Task>) => {
    // A fault ends the thread, which whoever asked is told of.
    void work(task).then((result) => port.postMessage({ number, result }))
  })
}
