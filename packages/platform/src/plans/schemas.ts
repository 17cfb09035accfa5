import { Type } from 'typebox'
import { DayText, InstantText, Strict, Uuid } from '../http/index.ts'

export const PlanCode = Type.String({ maxLength: 64, description: "The plan's code, such as critical-illness." })
const VersionNumber = Type.Integer({ minimum: 1, maximum: 9999 })
export const TextSchema = Type.Object({ en: Type.String(), zh: Type.String() })
const Nullable = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()])

export const PlanParams = Type.Object({ plan: PlanCode })
export const VersionParams = Type.Object({ plan: PlanCode, version: VersionNumber })
export const InForceQuery = Strict({ day: Type.Optional(DayText) })
export const DifferencesQuery = Strict({ from: VersionNumber, to: VersionNumber })
export const LoadPlanBody = Strict({ text: Type.String({ description: "The text of the plan's file." }) })

const VersionSummarySchema = Type.Object({ version: VersionNumber, firstDay: DayText })

export const PlanSummarySchema = Type.Object({
  plan: PlanCode,
  name: TextSchema,
  summary: TextSchema,
  versions: Type.Integer(),
  inForce: Nullable(VersionSummarySchema),
  next: Nullable(VersionSummarySchema),
})

export const StoredVersionSchema = Type.Object({
  version: VersionNumber,
  firstDay: DayText,
  loadedAt: InstantText,
  eventId: Uuid,
  contentSha256: Type.String({
    description: 'SHA-256, hexadecimal, of the canonical text; the journal event states it.',
  }),
})

export const PlanVersionSchema = Type.Unknown({ description: 'A plan version; /plan.schema.json describes its terms.' })

export const DifferencesSchema = Type.Array(
  Type.Object({
    change: Type.Enum(['added', 'removed', 'changed', 'reordered']),
    pointer: Type.String({
      description: 'JSON pointer (RFC 6901) into the later version; of what was removed, the earlier.',
    }),
    term: Type.String({ description: 'The same place by names, for people.' }),
    from: Type.Optional(Type.Unknown()),
    to: Type.Optional(Type.Unknown()),
  }),
)

export const LoadedSchema = Type.Object({
  plan: PlanCode,
  version: VersionNumber,
  firstDay: DayText,
  eventId: Uuid,
  contentSha256: Type.String(),
  alreadyLoaded: Type.Boolean(),
})

export const RefusalSchema = Nullable(
  Type.Object({
    code: Type.String(),
    field: Type.Optional(Type.String()),
    clause: Type.Optional(Type.String()),
    facts: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
  }),
)

export const PreviewSchema = Type.Object({
  faults: Type.Array(
    Type.Object({
      line: Type.Integer(),
      column: Type.Integer(),
      pointer: Type.String(),
      rule: Type.String(),
      message: TextSchema,
    }),
  ),
  version: Nullable(Type.Object({ plan: PlanCode, version: VersionNumber, firstDay: DayText })),
  refusal: RefusalSchema,
  differences: DifferencesSchema,
})
