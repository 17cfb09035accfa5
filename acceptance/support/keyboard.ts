import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { AppWorld } from './app.ts'
import { type Focus, lookAtFocus, noteMice } from './focus.ts'
import { inspectPage } from './inspect-page.ts'

type Role = Parameters<Page['getByRole']>[0]

/** Presses before a test says that something is out of reach: the longest page has some 90 stops. */
const mostPresses = 120
/** Milliseconds until what an answer brings is there, on a busy machine. */
const patience = 15_000

/** Somebody at a console without a mouse: the keys, and eyes. Nothing here clicks, points or fills in. */
export interface Keyboard {
  /** How many keys were pressed so far. */
  readonly presses: () => number
  /** Goes to an address below /console. */
  goto(path: string): Promise<void>
  press(...keys: readonly string[]): Promise<void>
  /** Alt+Left, which is the browser's own: one without a frame does not know it. */
  back(): Promise<void>
  /** Writes where the focus is. */
  write(text: string): Promise<void>
  /** Tab, or Shift+Tab, to something by its role and name; every stop on the way is looked at. */
  tabTo(role: Role, name: string | RegExp, back?: 'back'): Promise<void>
  /** Chooses in the list that has the focus, by arrow keys. */
  choose(text: string): Promise<void>
  /** Waits until the focus is well, and says where. */
  focus(): Promise<Focus>
  /** Waits until the focus is on something. */
  focusOn(role: Role, name: string | RegExp): Promise<void>
  /** Waits until something is seen. */
  see(role: Role, name: string | RegExp): Promise<void>
  seeText(text: string | RegExp): Promise<void>
  /** Texts of what a selector names. */
  texts(selector: string): Promise<readonly string[]>
  /** A member of what a selector names, such as its scrollLeft. */
  memberOf(selector: string, name: string): Promise<unknown>
  gone(selector: string): Promise<void>
  /** Once through the whole page by Tab, and back by Shift+Tab; the names of the stops. Ends where it began. */
  walk(): Promise<readonly string[]>
  /** axe at 360 and 1,440 px in both languages, with a picture of each; the focus stays where it was. */
  inspect(name: string): Promise<void>
  signIn(phone: string): Promise<void>
  /** Where the browser is. */
  path(): string
}

/** A browser of which only the keyboard is reached. `mice` holds every event that no keyboard makes. */
export async function openKeyboard(
  app: AppWorld,
  { locale = 'zh-CN' }: { readonly locale?: string } = {},
): Promise<{ readonly keys: Keyboard; readonly mice: readonly string[] }> {
  const { context, page } = await app.open({ locale, width: 1_440 })
  const mice: string[] = []
  await context.exposeFunction('mouseCame', (kind: string) => mice.push(kind))
  await context.addInitScript(noteMice)
  return { keys: keyboardOf(app, page), mice }
}

function keyboardOf(app: AppWorld, page: Page): Keyboard {
  let presses = 0
  const strike = async (key: string) => {
    presses += 1
    await page.keyboard.press(key)
  }
  const look = () => page.evaluate<Focus>(lookAtFocus)
  const hasFocus = (place: Locator) =>
    place.evaluateAll((found: readonly Shown[]) => found.some((one) => one === one.ownerDocument.activeElement))
  const focus = async () => {
    let now = await look()
    for (const until = Date.now() + patience; faultsOf(now).length > 0; now = await look()) {
      if (Date.now() > until) throw new Error(faultsOf(now).join('; '))
      await page.evaluate('new Promise(requestAnimationFrame)')
    }
    return now
  }
  const byRole = (role: Role, name: string | RegExp) =>
    page.getByRole(role, { name, ...(typeof name === 'string' && { exact: true }) })
  const keys: Keyboard = {
    presses: () => presses,
    path: () => new URL(page.url()).pathname,
    focus,
    async goto(path) {
      await page.goto(`${app.url()}/console${path}`)
      await page.locator('h1').waitFor()
    },
    async back() {
      presses += 1
      await page.goBack()
    },
    async press(...several) {
      for (const key of several) await strike(key)
    },
    async write(text) {
      await page.keyboard.type(text)
      await focus()
    },
    async tabTo(role, name, back) {
      const place = byRole(role, name)
      await place.first().waitFor()
      for (let at = 0; at < mostPresses; at += 1) {
        if (await hasFocus(place)) return void (await focus())
        await strike(back ? 'Shift+Tab' : 'Tab')
        if (!(await isOutside(page))) await focus()
      }
      throw new Error(`${role} ${name} is out of reach`)
    },
    async choose(text) {
      const list = page.locator('select:focus')
      const option = list.locator('option', { hasText: text })
      await option.first().waitFor({ state: 'attached' })
      const [to, from] = [await option.first().evaluate(indexOf), await list.evaluate(chosenIn)]
      for (let at = from; at !== to; at += Math.sign(to - from)) await strike(to > from ? 'ArrowDown' : 'ArrowUp')
      await expect.poll(() => list.evaluate(chosenIn), { timeout: patience }).toBe(to)
      await focus()
    },
    async focusOn(role, name) {
      const place = byRole(role, name)
      await expect.poll(() => hasFocus(place), { timeout: patience, message: `focus on ${role} ${name}` }).toBe(true)
      await focus()
    },
    see: async (role, name) => byRole(role, name).first().waitFor(),
    seeText: async (text) => page.getByText(text).first().waitFor(),
    texts: (selector) => page.locator(selector).allTextContents(),
    memberOf: (selector, name) =>
      page.evaluate(`document.querySelector(${JSON.stringify(selector)})[${JSON.stringify(name)}]`),
    gone: (selector) => page.locator(selector).first().waitFor({ state: 'hidden' }),
    async walk() {
      const was = await page.evaluateHandle<Shown>('document.activeElement')
      await page.evaluate("document.querySelector('.skip').focus()")
      const stops = await walkOn(page, strike, focus)
      // The way back begins at the last stop: where it begins outside of the page, browsers differ.
      await page.evaluate(`document.querySelectorAll('*')[${stops.at(-1)!.place}].focus()`)
      for (const { name } of stops.toReversed().slice(1)) {
        await strike('Shift+Tab')
        expect((await focus()).name, 'the way back').toBe(name)
      }
      await was.evaluate((element: Shown) => element.focus())
      return stops.map(({ name }) => name)
    },
    async inspect(name) {
      await page.waitForLoadState('networkidle')
      await inAllForms(page, name)
      await focus()
    },
    async signIn(phone) {
      // A second code is not sent within a minute of the first.
      app.world.platform.clock.advance({ minutes: 2 })
      await focus()
      await page.keyboard.type(phone)
      await strike('Enter')
      const message = await page.locator('.trial-code').textContent()
      await focus()
      await page.keyboard.type(/[0-9]{6}/.exec(message ?? '')![0])
      await strike('Enter')
      await page.waitForURL((address) => !address.pathname.endsWith('/sign-in'))
      await page.locator('h1').waitFor()
      await focus()
    },
  }
  return keys
}

/** What is wrong with the focus, in words; nothing where it is well. */
function faultsOf({ contrast, covered, indicator, inView, lost, name }: Focus): readonly string[] {
  if (lost) return ['the focus is lost']
  return [
    ...(inView ? [] : [`${name} is out of sight`]),
    ...(covered ? [`${name} is covered by ${covered}`] : []),
    ...(indicator ? [] : [`${name} does not show that it has the focus`]),
    ...(contrast >= 3 ? [] : [`the frame around ${name} is pale: ${contrast}`]),
  ]
}

/** Behind the last stop or before the first one: where the browser's own buttons are. */
const isOutside = (page: Page) =>
  page.evaluate<boolean>('document.activeElement === document.body || document.activeElement === null')

/** From the stop that has the focus to the last one. */
async function walkOn(
  page: Page,
  strike: (key: string) => Promise<void>,
  focus: () => Promise<Focus>,
): Promise<readonly Focus[]> {
  const stops = [await focus()]
  while (stops.length < mostPresses) {
    await strike('Tab')
    if (await isOutside(page)) return stops
    const stop = await focus()
    if (stops.some(({ place }) => place === stop.place)) return stops
    stops.push(stop)
  }
  throw new Error(`${mostPresses} presses of Tab do not lead out: ${stops.slice(-5).map(({ name }) => name)}`)
}

/** What these functions read of an element, in the page. */
interface Shown {
  readonly ownerDocument: { readonly activeElement: unknown }
  readonly index: number
  readonly selectedIndex: number
  focus(): void
}

const indexOf = ({ index }: Shown) => index
const chosenIn = ({ selectedIndex }: Shown) => selectedIndex

/** The other language is chosen by its button and Enter, which no day's work is: so the focus is put there and back. */
async function inAllForms(page: Page, name: string): Promise<void> {
  const was = await page.evaluateHandle<Shown>('document.activeElement')
  const isOpen = await page.locator('[aria-modal=true]').isVisible()
  for (let language = 0; language < 2; language += 1) {
    const lang = await page.locator('html').getAttribute('lang')
    for (const width of [360, 1_440]) {
      await page.setViewportSize({ width, height: 740 })
      await inspectPage(page, `console-keyboard-${name}-${lang}-${width}`)
    }
    // A dialog lets no other button be pressed: its other language is that of another day.
    if (isOpen) break
    const other = lang === 'en' ? 'zh-CN' : 'en'
    await page.locator(`header button[lang="${other}"]`).focus()
    await page.keyboard.press('Enter')
    await page.locator(`html[lang="${other}"]`).waitFor()
    await page.waitForLoadState('networkidle')
  }
  await was.evaluate((element: Shown) => element.focus())
}
