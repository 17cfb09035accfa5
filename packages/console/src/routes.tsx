import type { ComponentType } from 'react'
import type { RouteObject } from 'react-router'
import { loadTexts } from './language/language.ts'
import { RequireOffice } from './session/require-office.tsx'

/** What somebody may be here. The platform checks again on every request: this decides what is shown only. */
export const offices = ['reviewer', 'investigator', 'finance', 'operator', 'auditor'] as const
export type Office = (typeof offices)[number]

/** One place of the menu. */
export interface MenuItem {
  readonly to: string
  /** Its text is `menu.<text>` of common.json. */
  readonly text:
    | 'cases'
    | 'investigations'
    | 'periods'
    | 'plans'
    | 'partners'
    | 'dashboard'
    | 'staff'
    | 'audit'
    | 'people'
    | 'import'
    | 'jurors'
    | 'consortium'
    | 'collections'
    | 'payouts'
    | 'statements'
    | 'books'
  readonly offices: readonly Office[]
}

/** The pages of one chapter. Paths are below /console. */
export interface ChapterRoutes {
  readonly menu: readonly MenuItem[]
  readonly pages: readonly RouteObject[]
}

/**
 * A page for some offices, loaded when it is first wanted together with the texts of its chapters.
 * @example
 * officePage('cases/:reference', ['reviewer', 'auditor'], () => import('./case-page.tsx'), ['claims'])
 */
export function officePage(
  path: string,
  offices: readonly Office[],
  load: () => Promise<{ readonly default: ComponentType }>,
  namespaces: readonly string[],
): RouteObject {
  const lazy = async () => {
    const [module] = await Promise.all([load(), loadTexts([...namespaces, 'problems'])])
    return { Component: module.default }
  }
  return { element: <RequireOffice offices={offices} />, children: [{ path, lazy }] }
}
