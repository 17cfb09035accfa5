import { importLimits, refuse } from '@tongzhou/core'
import { Type } from 'typebox'
import type { Platform } from '../../commit/platform.ts'
import { type App, actorOf, CommandHeaders, orRefuse, RefusedRequest, Strict } from '../../http/index.ts'
import { openName } from '../../identity/index.ts'
import { type FoundImport, findImports } from '../find-imports.ts'
import { importPiece, type Line } from '../import-piece.ts'
import { readHeader } from '../import-row.ts'
import type { Joining } from '../joining.ts'
import { previewGroup } from '../preview-group.ts'
import { PlanParams } from '../schemas.ts'

const tags = ['import of groups']
const operators = { access: { roles: ['operator'] } } as const
const readers = { access: { roles: ['operator', 'auditor'] } } as const
/** A whole file of rows; one piece of it. */
const previewBytes = 16 * 1024 * 1024
const pieceBytes = 1024 * 1024
const mostPieces = Math.ceil(importLimits.mostRows / importLimits.rowsAPiece)

const file = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the file, in lower-case hexadecimal.' })
const columns = Type.Array(Type.String({ maxLength: 100 }), {
  minItems: 1,
  maxItems: importLimits.mostColumns,
  description: "The file's first row: names of columns in English or Chinese, see docs/import-a-group.md.",
})
const rows = (maxItems: number) =>
  Type.Array(
    Strict({
      line: Type.Integer({ minimum: 1, maximum: 10_000_000, description: 'Its number in the file.' }),
      cells: Type.Array(Type.String({ maxLength: importLimits.longestCell }), { maxItems: importLimits.mostColumns }),
    }),
    { minItems: 1, maxItems },
  )

const Refused = Type.Array(
  Type.Object({
    line: Type.Integer(),
    code: Type.String(),
    field: Type.Union([Type.String(), Type.Null()]),
    facts: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
  }),
  { description: 'Rows that may not join, by their number in the file, with the rule and never what the row says.' },
)

const ImportSchema = Type.Object({
  importId: Type.String({ description: 'The file and the plan, as the audit trail names it.' }),
  plan: Type.String(),
  personId: Type.Union([Type.String(), Type.Null()], { description: "Null for who acted at the server's terminal." }),
  name: Type.Union([Type.String(), Type.Null()]),
  begunAt: Type.String(),
  lastAt: Type.String(),
  joined: Type.Integer(),
  refused: Type.Integer(),
  pieces: Type.Integer({ description: 'Pieces of the file that are through.' }),
  ofPieces: Type.Union([Type.Integer(), Type.Null()], { description: 'Null where it was not known beforehand.' }),
})

/** The import of a group from the console. Rows come in the body, stand in no address and no log, and are kept as what they join only. */
export function addImports(app: App, platform: Platform, joining: Joining): void {
  addPreview(app, platform, joining)
  addPieces(app, platform, joining)
  const list = {
    tags,
    summary: 'Groups that were imported into a plan: who, when, how many joined and how many rows were refused',
    params: PlanParams,
    response: { 200: Type.Array(ImportSchema) },
  }
  app.get('/plans/:plan/imports', { config: readers, schema: list }, async (request) => {
    const found = await findImports(platform.database, { planCode: request.params.plan })
    const people = [...new Set(found.flatMap(({ personId }) => (personId === null ? [] : [personId])))]
    const names = new Map(
      await Promise.all(people.map(async (id) => [id, await openName(platform, platform.database, id)] as const)),
    )
    return found.map((one) => shownImport(one, one.personId === null ? null : (names.get(one.personId) ?? null)))
  })
}

function addPreview(app: App, platform: Platform, joining: Joining): void {
  const preview = {
    tags,
    summary: 'See what an import of these rows would do; nobody joins, and the look is in the audit trail',
    params: PlanParams,
    body: Strict({ file, columns, rows: rows(importLimits.mostRows) }),
    response: {
      200: Type.Object({
        rows: Type.Integer(),
        joining: Type.Integer({ description: 'How many would join now.' }),
        refused: Refused,
        earlier: Type.Union([ImportSchema, Type.Null()], {
          description: 'What an import of this file has done already.',
        }),
      }),
    },
  }
  const path = '/plans/:plan/import-previews'
  app.post(path, { config: operators, schema: preview, bodyLimit: previewBytes }, async (request) => {
    const { body, params } = request
    const lines = linesOf(body)
    const group = { actor: actorOf(request), planCode: params.plan, fileHash: body.file, lines }
    const { answer } = orRefuse(await previewGroup(platform, joining, group))
    const earlier = answer.earlier && shownImport(answer.earlier, null)
    return { rows: lines.length, joining: answer.joining, refused: refusedOf(answer.errors), earlier }
  })
}

function addPieces(app: App, platform: Platform, joining: Joining): void {
  const piece = {
    tags,
    summary: `Join the people of one piece of a file, at most ${importLimits.rowsAPiece} rows; rows that may not join are listed, the others join`,
    description:
      'Send the pieces one after the other, each under a key of its own that is the same when the file is sent again: what was done is answered and not done twice.',
    headers: CommandHeaders,
    params: PlanParams,
    body: Strict({
      file,
      piece: Type.Integer({ minimum: 1, maximum: mostPieces }),
      pieces: Type.Integer({ minimum: 1, maximum: mostPieces }),
      columns,
      rows: rows(importLimits.rowsAPiece),
    }),
    response: {
      200: Type.Object({
        joined: Type.Integer(),
        refused: Refused,
      }),
    },
  }
  app.post('/plans/:plan/imports', { config: operators, schema: piece, bodyLimit: pieceBytes }, async (request) => {
    const { body, headers, params } = request
    const outcome = await importPiece(platform, joining, {
      key: headers['idempotency-key'],
      actor: actorOf(request),
      planCode: params.plan,
      fileHash: body.file,
      piece: body.piece,
      pieces: body.pieces,
      lines: linesOf(body),
    })
    const { answer } = orRefuse(outcome)
    return { joined: answer.added, refused: refusedOf(answer.errors) }
  })
}

interface Sheet {
  readonly columns: readonly string[]
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[]
}

/** Rows by their columns. Refused: what `readHeader` refuses; cells that stand under no column. */
function linesOf({ columns, rows }: Sheet): readonly Line[] {
  const header = readHeader(columns)
  if (!header.accepted) throw new RefusedRequest({ ...header.refusal, field: 'columns' })
  const names = header.value
  return rows.map(({ cells, line }) => {
    if (cells.length > names.length)
      throw new RefusedRequest(refuse('row-too-long', { line }, { field: 'rows' }).refusal)
    return { line, record: Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ''])) }
  })
}

const refusedOf = (errors: readonly { line: number; code: string; field: string | null; facts: object }[]) =>
  errors.map((one) => ({ ...one, facts: { ...one.facts } }))

const shownImport = ({ begunAt, lastAt, personId, ...rest }: FoundImport, name: string | null) => ({
  ...rest,
  personId: personId?.toString() ?? null,
  name,
  begunAt: begunAt.toString(),
  lastAt: lastAt.toString(),
})
