import { type Caller, callers, letsIn, type RouteOfApp } from '../../support/build-whole-app.ts'

/** A request for a list, or a search that says in its body whom it is about. */
export interface ListCall {
  readonly path: string
  readonly caller: Caller
  readonly url: string
  readonly body?: object
}

interface Schema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly maximum?: number
}

/** What requests name, by the name of the parameter; several are tried one after the other. */
export type Samples = Readonly<Record<string, readonly (string | number)[]>>

/** Lists of what stands in one file, which made-up papers do not have: their size has nothing to do with how many take part. */
const listsOfOneFile = ['/claims/:reference/evidence/:evidenceId/text']

/** They answer with lists and are none: what a draft would have made of a year judges each of its cases again. Measured, without a limit. */
export const calculations = ['/plan-drafts/:draft/effect']

/** The routes that answer with a list: found by what they say they answer, so that none is forgotten. */
export function listRoutes(routes: readonly RouteOfApp[]): readonly RouteOfApp[] {
  return routes.filter(({ method, path, schema }) => {
    const answer = (schema.response as Readonly<Record<string, Schema>> | undefined)?.[200]
    return method === 'GET' && answer !== undefined && holdsList(answer) && !listsOfOneFile.includes(path)
  })
}

function holdsList({ anyOf = [], properties = {}, type }: Schema): boolean {
  return type === 'array' || [...Object.values(properties), ...anyOf].some(holdsList)
}

/** The searches whose words go into the body, with each of these bodies. */
export function searchesOf(routes: readonly RouteOfApp[], bodies: Readonly<Record<string, readonly object[]>>) {
  const searches = routes.filter(({ method, path }) => method === 'POST' && path.endsWith('/search'))
  return searches.flatMap((route): ListCall[] => {
    const own = bodies[route.path]
    if (!own)
      throw new Error(
        `${route.path}: there is no sample of a search; say in acceptance/bench/lists how it is asked for`,
      )
    return callersOf(route).flatMap((caller) =>
      own.map((body) => ({ path: route.path, caller, url: route.path, body })),
    )
  })
}

/**
 * The requests to a list route: as it is by default, then with each value of each parameter by itself, then with those of `together`, as each
 * office that may call it.
 * Throws where a parameter has no sample: whoever adds a search says how it is asked for.
 */
export function callsOf(
  route: RouteOfApp,
  samples: Samples,
  together: readonly Readonly<Record<string, string>>[] = [],
): readonly ListCall[] {
  const { params, querystring } = route.schema as { readonly params?: Schema; readonly querystring?: Schema }
  const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) =>
    String(valuesOf(route, name, params?.properties?.[name] ?? {}, samples)[0]),
  )
  const asked = Object.entries(querystring?.properties ?? {}).map(
    ([name, schema]) => [name, valuesOf(route, name, schema, samples)] as const,
  )
  const required = asked.filter(([name]) => querystring?.required?.includes(name) && samples[name]?.[0] !== undefined)
  const base = required.map(([name, values]) => [name, values[0]!] as const)
  const queries = [
    base,
    ...asked.flatMap(([name, values]) =>
      values.map((value) => [...base.filter(([one]) => one !== name), [name, value] as const]),
    ),
    ...together.map((query) => Object.entries(query)),
  ]
  const urls = [...new Set(queries.map((query) => addressOf(path, query)))]
  return callersOf(route).flatMap((caller) => urls.map((url) => ({ path: route.path, caller, url })))
}

function addressOf(path: string, query: readonly (readonly [string, string | number])[]): string {
  const words = new URLSearchParams(query.map(([name, value]) => [name, String(value)])).toString()
  return words === '' ? path : `${path}?${words}`
}

function callersOf(route: RouteOfApp): readonly Caller[] {
  if (letsIn(route, 'nobody')) return ['nobody']
  return callers.filter((caller) => letsIn(route, caller))
}

function valuesOf({ path }: RouteOfApp, name: string, schema: Schema, samples: Samples): readonly (string | number)[] {
  const own = samples[`${path}?${name}`] ?? samples[name]
  if (own) return own
  const listed = schema.enum ?? schema.anyOf?.map((one) => one.const).filter((value) => value !== undefined) ?? []
  if (listed.length > 0) return listed as string[]
  if (name === 'limit' && schema.maximum) return [schema.maximum]
  if (schema.type === 'boolean') return ['true', 'false']
  throw new Error(`${path}: there is no sample of "${name}"; say in acceptance/bench/lists how it is asked for`)
}
