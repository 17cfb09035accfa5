import { claimStatuses } from '@tongzhou/core'
import { type TSchema, Type } from 'typebox'
import { Strict } from '../../http/index.ts'
import { queueHolders, queueOrders } from './queue.ts'

const Nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])
const Code = Type.String({ maxLength: 64 })
const TwoTexts = Type.Object({ en: Type.String(), zh: Type.String() })
const Item = Type.Object({ code: Type.String(), text: TwoTexts })

export const QueueQuerySchema = Strict({
  status: Type.Enum(claimStatuses),
  plan: Type.Optional(Code),
  illness: Type.Optional(Code),
  region: Type.Optional(Type.String({ pattern: '^[0-9]{2}$' })),
  holder: Type.Unsafe<(typeof queueHolders)[number]>(Type.Enum([...queueHolders], { default: 'all' })),
  order: Type.Unsafe<(typeof queueOrders)[number]>(Type.Enum([...queueOrders], { default: 'deadline' })),
  search: Type.Optional(Type.String({ maxLength: 18, pattern: '^[0-9A-Za-z-]+$' })),
  limit: Type.Integer({ default: 50, minimum: 1, maximum: 200 }),
  offset: Type.Integer({ default: 0, minimum: 0, maximum: 1_000_000 }),
})

export const QueueLineSchema = Type.Object({
  caseReference: Type.String(),
  plan: Type.String(),
  status: Type.String(),
  illness: Type.String(),
  mild: Type.Boolean(),
  payoutFen: Type.String(),
  region: Nullable(Type.String()),
  filedOn: Type.String(),
  statusSince: Type.String(),
  dueOn: Nullable(Type.String({ description: 'By when the claimant answers, or an objection is answered.' })),
  openObjections: Type.Integer(),
  riskScore: Type.Union([Type.Integer(), Type.Null()], {
    description: 'It orders the queue and decides nothing; null where it was not reckoned yet.',
  }),
  investigatorPersonId: Nullable(Type.String()),
  holderPersonId: Nullable(Type.String({ description: 'The reviewer who took the case.' })),
  heldUntil: Nullable(Type.String()),
})

export const QueueSchema = Type.Object({ total: Type.Integer(), cases: Type.Array(QueueLineSchema) })

export const QueueCountsSchema = Type.Array(
  Type.Object({
    status: Type.String(),
    cases: Type.Integer(),
    mine: Type.Integer({ description: 'Of these, taken by me.' }),
    overdue: Type.Integer(),
    openObjections: Type.Integer(),
    oldest: Type.String({ description: 'Since when the one that waits longest is in this status.' }),
  }),
)

export const DeskSchema = Type.Object({
  taken: Nullable(Type.Object({ personId: Type.String(), name: Nullable(Type.String()), until: Type.String() })),
  claimant: Type.Object({
    name: Nullable(Type.String()),
    ageAtDiagnosis: Type.Integer(),
    region: Nullable(Type.String()),
    relation: Type.String(),
    payerName: Nullable(Type.String({ description: 'Where somebody else pays.' })),
    joinedOn: Type.String(),
    coveredFrom: Type.String({ description: 'The first day after the waiting period.' }),
    endedOn: Nullable(Type.String()),
    declaration: Type.Array(Type.Object({ code: Type.String(), question: TwoTexts, answer: Nullable(Type.Boolean()) })),
    cases: Type.Array(
      Type.Object({
        caseReference: Type.String(),
        plan: Type.String(),
        status: Type.String(),
        illness: Type.String(),
        payoutFen: Type.String(),
        filedOn: Type.String(),
      }),
    ),
  }),
  papers: Type.Array(
    Type.Object({
      evidenceId: Type.String(),
      name: Nullable(Type.String({ description: 'Null after the data was erased.' })),
      mediaType: Type.String(),
      pages: Type.Integer(),
      byteLength: Type.Integer(),
      addedAt: Type.String(),
      addedBy: Type.String({ description: 'In which role.' }),
      alsoIn: Type.Array(Type.String(), { description: 'Other cases with the same file, byte for byte.' }),
      looks: Type.Integer({ description: 'How often somebody looked at it.' }),
    }),
  ),
  checklist: Type.Array(Item),
  answered: Type.Array(Type.Object({ code: Type.String(), satisfied: Type.Boolean(), note: Type.String() }), {
    description: 'The checklist as the last desk review answered it.',
  }),
  investigationSteps: Type.Array(Item),
  investigation: Type.String(),
  needsSecondApproval: Type.Boolean(),
  investigatorPersonId: Nullable(Type.String()),
  objections: Type.Array(Type.Object({ objectionId: Type.String(), reason: Type.String() })),
})

export const LooksSchema = Type.Array(
  Type.Object({
    evidenceId: Type.String(),
    personId: Type.String(),
    name: Nullable(Type.String()),
    role: Type.String(),
    shown: Type.String(),
    at: Type.String(),
  }),
)

export const NotesSchema = Type.Array(
  Type.Object({
    noteId: Type.String(),
    evidenceId: Type.String(),
    page: Type.Integer(),
    x: Type.Number(),
    y: Type.Number(),
    text: Type.String(),
    author: Type.String(),
    at: Type.String(),
  }),
)

const FieldKindSchema = Type.Unsafe<'visit' | 'statement' | 'cost'>(Type.Enum(['visit', 'statement', 'cost']))

export const FieldRecordsSchema = Type.Array(
  Type.Object({
    recordId: Type.String(),
    kind: FieldKindSchema,
    happenedOn: Type.String(),
    amountFen: Nullable(Type.String()),
    text: Type.String(),
    at: Type.String(),
  }),
)

export const FieldRecordBody = Strict({
  kind: FieldKindSchema,
  happenedOn: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'A calendar day, 2026-01-31.' }),
  amountFen: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,14}$', description: 'Of a cost, in fen.' })),
  text: Type.String({ maxLength: 4_000 }),
})
