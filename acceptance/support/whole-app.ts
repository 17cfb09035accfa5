import { afterAll } from 'vitest'
import type { App } from '../../packages/platform/src/http/app.ts'
import { type TestPlatform, testPlatform } from '../../packages/platform/test/platform.ts'
import { buildWholeApp, type RouteOfApp } from './build-whole-app.ts'

export { type Caller, callers, headersOf, letsIn, type RouteOfApp, type RouteSchema } from './build-whole-app.ts'

/** Every route that a started platform serves, on a database of its own. Who calls is said by a header: see `headersOf`. */
export interface WholeApp {
  readonly app: App
  readonly platform: TestPlatform
  readonly routes: readonly RouteOfApp[]
}

/** Closed after the file's tests. */
export async function openWholeApp(day: string): Promise<WholeApp> {
  const platform = await testPlatform(day, `whole app ${day}`)
  const { app, close, routes } = await buildWholeApp(platform)
  afterAll(close)
  return { app, platform, routes }
}
