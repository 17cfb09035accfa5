import { type ComponentType, type ReactNode, useSyncExternalStore } from 'react'
import { NavigationType, type RouteObject, Router, useRoutes } from 'react-router'
import { FaultPage } from '../ui/fault-page.tsx'
import { Loading } from '../ui/states.tsx'
import { locationNow, type Move } from './browser-history.ts'
import { FaultBoundary } from './fault-boundary.tsx'
import type { Navigation } from './navigation.ts'
import { useScrollPosition } from './scroll-positions.ts'

interface AppPagesProps {
  readonly navigation: Navigation
  readonly routes: RouteObject[]
  /** Stands around every page. */
  readonly Frame: ComponentType<{ readonly isMoving: boolean; readonly children: ReactNode }>
}

/** The page of the address, in its frame. */
export function AppPages({ Frame, navigation, routes }: AppPagesProps) {
  const { fault, isMoving, shown } = useSyncExternalStore(navigation.subscribe, navigation.state)
  const { action, location } = shown ?? { action: NavigationType.Pop, location: locationNow() }
  return (
    <Router basename={navigation.basename} location={location} navigationType={action} navigator={navigation.navigator}>
      <FaultBoundary at={location.key}>
        <Frame isMoving={isMoving}>
          <PagePlace fault={fault} shown={shown} routes={routes} />
        </Frame>
      </FaultBoundary>
    </Router>
  )
}

interface PagePlaceProps {
  readonly shown: Move | null
  readonly fault: unknown
  readonly routes: RouteObject[]
}

function PagePlace({ fault, routes, shown }: PagePlaceProps) {
  if (shown === null) return <Loading />
  if (fault !== null) return <FaultPage fault={fault} />
  return <ShownPage move={shown} routes={routes} />
}

function ShownPage({ move, routes }: { readonly move: Move; readonly routes: RouteObject[] }) {
  const page = useRoutes(routes)
  useScrollPosition(move)
  return <FaultBoundary at={move.location.key}>{page}</FaultBoundary>
}
