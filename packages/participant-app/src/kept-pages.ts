import type { Problem } from '@tongzhou/web-client'

const databaseName = 'tongzhou.pages'
const storeName = 'pages'

/** A photographed page, or a file, that waits on this device until the platform has it. */
export interface KeptPage {
  readonly id: string
  readonly personId: string
  readonly caseReference: string
  /** Milliseconds of the device's clock: the order in which pages were taken. */
  readonly takenAt: number
  readonly name: string
  readonly type: string
  readonly bytes: Blob
  /** In hexadecimal. */
  readonly sha256: string
  /** What a reader may stumble over: whoever took it says whether it is sent all the same. */
  readonly doubts: readonly string[]
  readonly state: 'doubtful' | 'waiting' | 'refused'
  /** Idempotency keys: the same however often a command is sent. */
  readonly beginKey: string
  readonly finishKey: string
  readonly uploadId: string | null
  readonly receivedBytes: number
  /** Why the platform does not take it. */
  readonly problem: Problem | null
}

/** The pages of a person for a case, in the order in which they were taken. */
export async function keptPagesOf(personId: string, caseReference: string): Promise<readonly KeptPage[]> {
  const all = await inStore<readonly KeptPage[]>('readonly', (store) => store.getAll())
  return all
    .filter((page) => page.personId === personId && page.caseReference === caseReference)
    .toSorted((one, other) => one.takenAt - other.takenAt)
}

/** A page as it is now; null where it was removed or has arrived. */
export async function keptPage(id: string): Promise<KeptPage | null> {
  return (await inStore<KeptPage | undefined>('readonly', (store) => store.get(id))) ?? null
}

export async function keepPage(page: KeptPage): Promise<void> {
  await inStore('readwrite', (store) => store.put(page))
  tellOthers()
}

/** Changes a page; one that was removed meanwhile, in another tab, stays removed. */
export async function changeKeptPage(id: string, change: Partial<KeptPage>): Promise<KeptPage | null> {
  const page = await keptPage(id)
  if (!page) return null
  const changed = { ...page, ...change }
  await keepPage(changed)
  return changed
}

export async function forgetPage(id: string): Promise<void> {
  await inStore('readwrite', (store) => store.delete(id))
  tellOthers()
}

/** Of everybody on this device. */
export async function forgetKeptPages(): Promise<void> {
  await inStore('readwrite', (store) => store.clear())
  tellOthers()
}

/** Called when another tab has changed the pages. */
export function onKeptPagesChange(changed: () => void): () => void {
  if (typeof BroadcastChannel === 'undefined') return () => {}
  const channel = new BroadcastChannel(databaseName)
  channel.onmessage = changed
  return () => channel.close()
}

function tellOthers(): void {
  if (typeof BroadcastChannel === 'undefined') return
  const channel = new BroadcastChannel(databaseName)
  channel.postMessage(null)
  channel.close()
}

/** Opens the database for one step only, so that no tab stands in another's way. */
async function inStore<Result>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest): Promise<Result> {
  const database = await opened()
  try {
    return await new Promise<Result>((resolve, reject) => {
      const transaction = database.transaction(storeName, mode)
      const request = work(transaction.objectStore(storeName))
      // Once the transaction is complete it survives a reload; a request's own success comes before that.
      transaction.oncomplete = () => resolve(request.result)
      transaction.onabort = () => reject(transaction.error)
    })
  } finally {
    database.close()
  }
}

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(databaseName, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(storeName, { keyPath: 'id' })
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
