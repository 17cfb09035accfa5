import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pdfReport } from '../../packages/platform/src/evidence/sample-files.ts'
import { loadConsortium } from '../../packages/platform/src/journal/checkpoint-store.ts'
import { checkPage } from '../../packages/platform/src/journal/index.ts'
import { makeProvedWorld, type ProvedWorld } from '../support/proofs.ts'
import { openWorld } from '../support/world.ts'

/** Debian's browser; nothing is downloaded. */
const executablePath = '/usr/bin/chromium'
const missing = existsSync(executablePath) ? null : 'no Chromium here: apt-get install chromium'
if (missing) console.warn(`acceptance/browser/check-proof.test.ts skips: ${missing}`)
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']
const screenshots = join(import.meta.dirname, '../../node_modules/.cache/tongzhou/screenshots')

describe.skipIf(missing)('the page that checks proofs', async () => {
  const world = await openWorld('2020-01-02', [await checkPage()])
  let made: ProvedWorld
  let browser: Browser
  let url: string
  let folder: string
  const files = { paper: '', share: '', policy: '', pdf: '', other: '' }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tongzhou-check-'))
    await mkdir(screenshots, { recursive: true })
    made = await makeProvedWorld(world)
    await made.settle()
    const write = async (name: keyof typeof files, bytes: string | Uint8Array) => {
      files[name] = join(folder, name)
      await writeFile(files[name], bytes)
    }
    await write('paper', (await made.proofOfPaper()).text)
    await write('share', (await made.proofOfCharge(made.members[0]!)).text)
    await write('policy', (await loadConsortium(world.platform.database))!.policy)
    await write('pdf', pdfReport(1))
    await write('other', pdfReport(2))
    url = await world.app.listen({ host: '127.0.0.1', port: 0 })
    browser = await chromium.launch({ executablePath, args: quiet })
  })
  afterAll(async () => {
    await browser?.close()
    await made?.consortium.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function opened(locale: string, width: number): Promise<Page> {
    const context = await browser.newContext({ locale, viewport: { width, height: 800 } })
    const page = await context.newPage()
    page.on('pageerror', (fault) => {
      throw fault
    })
    await page.goto(`${url}/check`)
    await page.waitForSelector('html[data-ready]')
    // What is proved must not depend on anybody's answer.
    await context.setOffline(true)
    return page
  }

  test.each([
    ['zh-CN', 360],
    ['en-GB', 1_280],
  ])('proves a paper and a share with the network off (%s, %i pixels wide)', async (locale, width) => {
    const page = await opened(locale, width)
    const isChinese = locale === 'zh-CN'
    await page.setInputFiles('#policy', files.policy)
    await page.setInputFiles('#proof', files.paper)
    await page.setInputFiles('#paper', files.pdf)
    const verdict = page.locator('.verdict')
    // The proof is right before its paper is compared.
    await page.locator('.right', { hasText: isChinese ? '一个字节也没有变' : 'byte for byte' }).waitFor()
    for (const name of ['hospital.example', 'notary.example']) expect(await verdict.textContent()).toContain(name)
    await page.screenshot({ path: join(screenshots, `check-paper-${locale}-${width}.png`), fullPage: true })

    await page.setInputFiles('#paper', [])
    await page.setInputFiles('#proof', files.share)
    await page.locator('.right', { hasText: '18,000.00' }).waitFor()
    expect(await verdict.textContent()).toContain(isChinese ? '6 人之一' : 'one of 6 who were counted')
    await page.screenshot({ path: join(screenshots, `check-share-${locale}-${width}.png`), fullPage: true })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
  })

  test('says what is wrong: another paper, a changed proof, no policy; and speaks the other language on request', async () => {
    const page = await opened('en-GB', 360)
    await page.setInputFiles('#proof', files.paper)
    await page.waitForSelector('.wrong')
    expect(await page.textContent('.verdict')).toContain('Choose the policy file')
    await page.setInputFiles('#policy', files.policy)
    await page.waitForSelector('.right')
    await page.setInputFiles('#paper', files.other)
    await page.waitForSelector('.wrong')
    expect(await page.textContent('.verdict')).toContain('not the one')
    await page.setInputFiles('#paper', [])
    const changed = JSON.parse((await made.proofOfPaper()).text)
    changed.entry = changed.entry.replace('2020-06-01', '2020-05-01')
    await writeFile(files.other, JSON.stringify(changed))
    await page.setInputFiles('#proof', files.other)
    await page.waitForSelector('.wrong')
    await page.click('#language')
    expect(await page.textContent('h1')).toBe('查验证明')
    expect(await page.textContent('.verdict h2')).toBe('没有证明')
    await page.screenshot({ path: join(screenshots, 'check-wrong-zh-360.png'), fullPage: true })
  })

  test('measures, for the record, how long a check takes in the browser', async () => {
    const page = await opened('en-GB', 1_280)
    await page.setInputFiles('#policy', files.policy)
    const times: number[] = []
    for (let round = 0; round < 20; round += 1) {
      const [file, kind] = round % 2 === 0 ? [files.paper, 'paper received'] : [files.share, 'period settled']
      await page.setInputFiles('#proof', file)
      await page.locator('.right', { hasText: kind }).waitFor()
      times.push(Number(await page.getAttribute('#result', 'data-milliseconds')))
    }
    const median = times.toSorted((one, other) => one - other)[10]!
    console.log(`a proof is checked in the browser in ${median} ms (median of ${times.length})`)
    expect(times.every((time) => time > 0)).toBe(true)
  })
})
