import pg from 'pg'

/**
 * How PostgreSQL's types arrive: int8 as `bigint`, date as `Temporal.PlainDate`, timestamptz as `Temporal.Instant`, and
 * arrays of them. Of one pool, not of the process: `pg.types.setTypeParser` would change other libraries' pools too.
 * `infinity` and years BC are no days of ours: they throw.
 */
export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (format !== 'binary') {
      const parse = textParsers.get(oid)
      if (parse) return parse
    }
    return pg.types.getTypeParser(oid, format as 'text')
  },
}

/** Object identifiers of types and their array types, fixed by PostgreSQL (src/include/catalog/pg_type.dat). */
const types: readonly { readonly oid: number; readonly arrayOid: number; readonly parse: (text: string) => unknown }[] =
  [
    { oid: 20, arrayOid: 1016, parse: BigInt },
    { oid: 1082, arrayOid: 1182, parse: (text) => Temporal.PlainDate.from(text) },
    { oid: 1184, arrayOid: 1185, parse: (text) => Temporal.Instant.from(text) },
  ]

/** text[]: its parser knows the grammar of array literals and leaves the elements as texts. */
const textArrayOid: number = 1009
const parseTexts = pg.types.getTypeParser(textArrayOid, 'text') as (text: string) => Nested<string>

type Nested<T> = T | null | readonly Nested<T>[]

const textParsers = new Map<number, (text: string) => unknown>(
  types.flatMap(({ oid, arrayOid, parse }) => [
    [oid, parse],
    [arrayOid, (text: string) => parseElements(parseTexts(text), parse)],
  ]),
)

function parseElements(value: Nested<string>, parse: (text: string) => unknown): unknown {
  if (value === null) return null
  return typeof value === 'string' ? parse(value) : value.map((element) => parseElements(element, parse))
}
