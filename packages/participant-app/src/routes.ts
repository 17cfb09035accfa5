import { type ComponentType, createElement } from 'react'
import type { Params, RouteObject } from 'react-router'
import { loadTexts } from './language/language.ts'
import type { PageHandle } from './navigation/navigation.ts'

/** The pages of one chapter. Paths are below /app and begin with the chapter's own word. */
export interface ChapterRoutes {
  /** Shown to everybody; addresses of public pages begin with `public/`. */
  readonly forAnyone: readonly RouteObject[]
  /** Shown to those signed in; others are led to the sign-in and back. */
  readonly forSignedIn: readonly RouteObject[]
}

interface PageExtras {
  /** Asks the API for what the page will show, while its code is still on the way. Must not throw. */
  readonly prefetch?: (params: Params) => unknown
}

/** Texts for what seldom happens: no page waits for them, they come after it. */
const later = ['problems']

/**
 * A page that is loaded when it is first wanted, together with the texts of its chapters.
 * @example
 * { path: 'claims/:reference', ...page(() => import('./claim-page.tsx'), ['claims']) }
 */
export function page(
  load: () => Promise<{ readonly default: ComponentType }>,
  namespaces: readonly string[],
  { prefetch }: PageExtras = {},
): Pick<RouteObject, 'element' | 'handle'> {
  const place: PagePlace = { Page: null }
  const loadPage = async () => {
    const texts = namespaces.filter((namespace) => !later.includes(namespace))
    const [module] = await Promise.all([load(), loadTexts(texts)])
    place.Page = module.default
    // What these are for says itself without words where they do not come.
    loadTexts(later).catch(() => {})
  }
  const handle: PageHandle = {
    prepare: (params) => {
      prefetch?.(params)
      return place.Page === null ? loadPage() : undefined
    },
  }
  return { element: createElement(LoadedPage, { place }), handle }
}

/** Where a page stands once it is loaded. */
interface PagePlace {
  Page: ComponentType | null
}

function LoadedPage({ place: { Page } }: { readonly place: PagePlace }) {
  return Page && createElement(Page)
}
