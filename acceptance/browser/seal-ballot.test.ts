import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  checkSealedBallot,
  combineShares,
  makeKeeperKey,
  openShare,
  openText,
  openVote,
  sealBallot,
  textKeyOf,
  voteKeyOf,
} from '../../packages/ballot/src/index.ts'
import { type ServedModules, serveBallotModules } from '../support/browser-modules.ts'

/** Debian's browser; nothing is downloaded. */
const executablePath = '/usr/bin/chromium'
const missing = existsSync(executablePath) ? null : 'no Chromium here: apt-get install chromium'
if (missing) console.warn(`acceptance/browser/seal-ballot.test.ts skips: ${missing}`)
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']

const place = { dispute: '7F3K-9Q2M-D1', juror: 'K7M3Q9X2V5T8' }
const names = ['hospital.example', 'insurer.example', 'notary.example', 'regulator.example']
const vote = { choice: 'do-not-pay', clause: '4.2' } as const
const text = '病历写明，症状在等待期内已经出现。𠮷'

describe.skipIf(missing)('a ballot between a browser and the keepers', () => {
  const keys = new Map<string, Awaited<ReturnType<typeof makeKeeperKey>>>()
  let browser: Browser
  let page: Page
  let modules: ServedModules

  beforeAll(async () => {
    for (const name of names) keys.set(name, await makeKeeperKey())
    modules = await serveBallotModules()
    browser = await chromium.launch({ executablePath, args: quiet })
    page = await browser.newPage()
    page.on('pageerror', (fault) => {
      throw fault
    })
    await page.goto(modules.url)
  })
  afterAll(async () => {
    await browser?.close()
    modules?.close()
  })

  const keepers = () => names.map((name) => ({ name, key: keys.get(name)!.publicKey }))

  /** Runs in the page, which has the package by its name. `code` gets the package as `ballot`, and `given`. */
  const inBrowser = <Result>(code: string, given: object): Promise<Result> =>
    page.evaluate(
      `(async (given) => { const ballot = await import('@tongzhou/ballot'); ${code} })(${JSON.stringify(given)})`,
    )

  async function openInNode(sealed: string, threshold: number) {
    const shares = new Map<string, Uint8Array>()
    for (const keeper of names.slice(0, threshold)) {
      const share = await openShare({ privateKey: keys.get(keeper)!.privateKey, keeper, place, sealed })
      if (share) shares.set(keeper, share)
    }
    const key = (await combineShares({ sealed, shares, threshold }))!
    return {
      vote: await openVote({ voteKey: await voteKeyOf(key), place, sealed }),
      text: await openText({ textKey: await textKeyOf(key), place, sealed }),
    }
  }

  test.each([3, 1])('sealed in Chromium, it opens in Node (threshold %i)', async (threshold) => {
    const given = { vote, text, place, keepers: keepers(), threshold }
    const sealed = await inBrowser<string>('return ballot.sealBallot(given)', given)
    expect(checkSealedBallot(sealed, names)).toBeNull()
    expect(await openInNode(sealed, threshold)).toEqual({ vote, text })
  })

  test('sealed in Node, a keeper opens its share in Chromium: both read the same form', async () => {
    const sealed = await sealBallot({ vote, text, place, keepers: keepers(), threshold: 3 })
    const keeper = names[0]!
    const { privateKey } = keys.get(keeper)!
    const inNode = await openShare({ privateKey, keeper, place, sealed })
    const found = await inBrowser<number[]>('return [...(await ballot.openShare(given))]', {
      privateKey,
      keeper,
      place,
      sealed,
    })
    expect(found).toEqual([...inNode!])
  })

  test('what is wrong is said in the browser too: an open reference, a text that is too long', async () => {
    const wrong = { vote, text: 'x'.repeat(2_001), place, keepers: keepers(), threshold: 3 }
    const code = 'return ballot.sealBallot(given).then(() => null, (fault) => fault.name)'
    expect(await inBrowser<string | null>(code, wrong)).toBe('RangeError')
  })

  test('measures, for the record, how long sealing takes in the browser', async () => {
    const given = { vote, text, place, keepers: keepers(), threshold: 3 }
    const code =
      'const times = []; for (let round = 0; round < 30; round += 1) { const from = performance.now(); await ballot.sealBallot(given); times.push(performance.now() - from) } return times'
    const times = await inBrowser<number[]>(code, given)
    console.log(
      `a ballot is sealed in the browser in ${times.toSorted((one, other) => one - other)[15]!.toFixed(1)} ms (median of 30)`,
    )
    expect(times).toHaveLength(30)
  })
})
