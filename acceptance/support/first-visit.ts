import type { CDPSession, Page } from 'playwright-core'
import type { AppPage } from './app.ts'

/** 400 kbit/s, and 400 ms for each request. */
const latencyMilliseconds = 400
const bytesPerSecond = 400_000 / 8
const slowedTimes = 4
/** A page and what it names: no visit takes fewer round trips one after the other. */
const fewestRoundTrips = 2

/** The time of one piece of work on an idle machine of 2026 with two cores; and how often it is done, to meet a share of what else the machine does. */
const usualPieceMilliseconds = 10
const pieces = 20
const piece = `
  const rows = Array.from({ length: 10_000 }, (_, row) => ({ day: '2026-01-' + row, share: String(row * 7919), text: ['a', row, null] }))
  JSON.parse(JSON.stringify(rows))`

export interface Visit {
  /** Over the line, all in. */
  readonly bytes: number
  /** From the click on a link to this address until what is waited for is drawn and answers a touch. */
  readonly milliseconds: number
  /** The same on a machine that has nothing else to do. */
  readonly idleMilliseconds: number
  /** How far things moved on the way. */
  readonly shift: number
  /** The API's answers that were asked for, each as often as it was. */
  readonly asked: readonly string[]
}

/** Notes in the page itself when what is waited for is drawn, and what moved: a slowed page answers questions late. */
const watch = (ready: string) => `
  window.shift = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value
  }).observe({ type: 'layout-shift', buffered: true })
  new MutationObserver((_changes, observer) => {
    if (!document.querySelector(${JSON.stringify(ready)})) return
    observer.disconnect()
    requestAnimationFrame(() => setTimeout(() => { window.readyAt = performance.now() }))
  }).observe(document, { childList: true, subtree: true })`

/** What had come over the line by then. */
const arrivedBytes = `performance.getEntries()
  .filter(({ responseEnd }) => responseEnd > 0 && responseEnd <= window.readyAt)
  .reduce((sum, { transferSize }) => sum + transferSize, 0)`

/** A visit with nothing kept, on a slow line and a slow processor; `ready` is the place on the page that is waited for. */
export async function firstVisit({ context, page }: AppPage, url: string, ready: string): Promise<Visit> {
  const line: CDPSession = await context.newCDPSession(page)
  await line.send('Network.enable')
  const conditions = {
    latency: latencyMilliseconds,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  }
  await line.send('Network.emulateNetworkConditions', { offline: false, ...conditions })
  await line.send('Emulation.setCPUThrottlingRate', { rate: slowedTimes })
  let bytes = 0
  line.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
  })
  const asked: string[] = []
  line.on('Network.responseReceived', ({ response }) => {
    const { pathname, search } = new URL(response.url)
    if (!pathname.startsWith('/app/')) asked.push(pathname + search)
  })
  const before = await busyTimes(page, slowedTimes)
  await page.addInitScript(watch(ready))
  await page.goto(url, { waitUntil: 'commit' })
  await page.locator(ready).first().waitFor()
  await page.waitForLoadState('networkidle')
  const milliseconds = Number(await page.evaluate('window.readyAt'))
  const shift = Number(await page.evaluate('window.shift'))
  const arrived = Number(await page.evaluate(arrivedBytes))
  const after = await busyTimes(page, slowedTimes)
  await line.detach()
  const lineMilliseconds = fewestRoundTrips * latencyMilliseconds + (arrived / bytesPerSecond) * 1_000
  const idleMilliseconds = lineMilliseconds + ((milliseconds - lineMilliseconds) * 2) / (before + after)
  return { bytes, milliseconds, idleMilliseconds: Math.min(milliseconds, idleMilliseconds), shift, asked }
}

/** How many times longer than on an idle machine a page takes for its work now, beyond being slowed so many times on purpose; at least 1. */
export async function busyTimes(page: Page, slowed = 1): Promise<number> {
  const taken = await page.evaluate(`(() => {
    const began = performance.now()
    for (let done = 0; done < ${pieces}; done += 1) {${piece}}
    return performance.now() - began
  })()`)
  return Math.max(1, Number(taken) / (pieces * slowed * usualPieceMilliseconds))
}
