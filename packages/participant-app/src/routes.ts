import type { ComponentType } from 'react'
import type { LoaderFunctionArgs, RouteObject } from 'react-router'
import { loadTexts } from './language/language.ts'

/** The pages of one chapter. Paths are below /app and begin with the chapter's own word. */
export interface ChapterRoutes {
  /** Shown to everybody; addresses of public pages begin with `public/`. */
  readonly forAnyone: readonly RouteObject[]
  /** Shown to those signed in; others are led to the sign-in and back. */
  readonly forSignedIn: readonly RouteObject[]
}

interface PageExtras {
  /** Asks the API for what the page will show, while its code is still on the way. Must not throw. */
  readonly prefetch?: (params: LoaderFunctionArgs['params']) => unknown
}

/**
 * A page that is loaded when it is first wanted, together with the texts of its chapters.
 * @example
 * { path: 'claims/:reference', ...page(() => import('./claim-page.tsx'), ['claims']) }
 */
export function page(
  load: () => Promise<{ readonly default: ComponentType }>,
  namespaces: readonly string[],
  { prefetch }: PageExtras = {},
): Pick<RouteObject, 'lazy' | 'loader'> {
  const lazy = async () => {
    const [module] = await Promise.all([load(), loadTexts(namespaces)])
    return { Component: module.default }
  }
  if (!prefetch) return { lazy }
  const loader = ({ params }: LoaderFunctionArgs) => {
    prefetch(params)
    return null
  }
  return { lazy, loader }
}
