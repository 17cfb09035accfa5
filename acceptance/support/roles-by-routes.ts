import { callers, letsIn, type RouteOfApp } from './whole-app.ts'

const intro = `# Who may call which route

Made from the code by \`npm run roles\`; a test compares it with the routes and tries every caller on every one of them
(\`acceptance/16-who-may-call.test.ts\`). A route that says nothing about its callers stops the boot. ● means that the route lets the
caller in; what the caller may see and do there is then decided by whose case, participant or seat it is.
`

/** A Markdown page: routes down, roles across. */
export function rolesByRoutes(routes: readonly Pick<RouteOfApp, 'access' | 'method' | 'path'>[]): string {
  const rows = routes
    .map((route) => [
      `\`${route.method} ${route.path}\``,
      ...callers.map((caller) => (letsIn(route, caller) ? '●' : '')),
    ])
    .toSorted(([one], [other]) => (addressOf(one!) < addressOf(other!) ? -1 : 1))
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [intro, line(['route', ...callers]), line(['---', ...callers.map(() => ':-:')]), ...rows.map(line), ''].join(
    '\n',
  )
}

const addressOf = (cell: string) => cell.split(' ').toReversed().join(' ')
