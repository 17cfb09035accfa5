/// <reference lib="webworker" />
export type {}

declare const self: ServiceWorkerGlobalScope

/**
 * Serves the app's shell without a connection: its page from the network where there is one, else as it was last seen; its files,
 * which never change under one name, from here first. What the API answers is not kept here: the app keeps the last known state itself.
 */
const cacheName = 'tongzhou-SHELL_OF_THIS_BUILD'
const pageAddress = '/app/'
const assets = '/app/assets/'

self.addEventListener('install', (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOlderShells().then(() => self.clients.claim()))
})

self.addEventListener('message', (event) => {
  const { loaded } = event.data as { readonly loaded?: readonly string[] }
  if (loaded) event.waitUntil(keepAll(loaded))
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin || !pathname.startsWith(pageAddress)) return
  if (request.mode === 'navigate') event.respondWith(fromNetworkFirst(request, pageAddress))
  else if (pathname.startsWith(assets)) event.respondWith(fromCacheFirst(request))
  else event.respondWith(fromNetworkFirst(request, pathname))
})

async function keepShell(): Promise<void> {
  const cache = await caches.open(cacheName)
  const page = await fetch(pageAddress)
  if (!page.ok) throw new Error(`the app's page answered ${page.status}`)
  await cache.put(pageAddress, page.clone())
  const addresses = [...(await page.text()).matchAll(/(?:src|href)="(\/app\/[^"]+)"/g)].map((match) => match[1]!)
  await cache.addAll(addresses)
}

async function keepAll(addresses: readonly string[]): Promise<void> {
  const cache = await caches.open(cacheName)
  const wanted = addresses.filter((address) => new URL(address).pathname.startsWith(assets))
  for (const address of new Set(wanted)) {
    if (!(await cache.match(address))) await cache.add(address)
  }
}

async function forgetOlderShells(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name !== cacheName) await caches.delete(name)
  }
}

/** Without a network: what the shell keeps at an address of its own. */
async function fromNetworkFirst(request: Request, keptAddress: string): Promise<Response> {
  try {
    return await fetch(request)
  } catch (fault) {
    const kept = await caches.match(keptAddress)
    if (!kept) throw fault
    return kept
  }
}

async function fromCacheFirst(request: Request): Promise<Response> {
  const kept = await caches.match(request)
  if (kept) return kept
  const answer = await fetch(request)
  if (answer.ok) await (await caches.open(cacheName)).put(request, answer.clone())
  return answer
}
