import { Type } from 'typebox'
import { Strict, Uuid } from '../http/index.ts'

export const DisputeParams = Type.Object({
  dispute: Type.String({
    pattern: '^D[0-9A-HJKMNP-TV-Z]{3}-[0-9A-HJKMNP-TV-Z]{4}$',
    description: 'The reference of a dispute, D7F3-K9Q2.',
  }),
})

export const SideSchema = Type.Enum(['for', 'against'])
const Nullable = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()])
const Words = Type.String({ maxLength: 4_000 })
const Code = Type.String({ maxLength: 64 })
const ClauseId = Type.String({ maxLength: 32 })

export const DisputeAnswerSchema = Type.Object({ dispute: Type.String(), status: Type.String() })
export const StatementBody = Strict({ side: SideSchema, text: Words })

const Question = Strict({
  question: Words,
  answers: Type.Array(Words, { minItems: 2, maxItems: 8 }),
  right: Type.Integer({ minimum: 0, maximum: 7 }),
  passage: Strict({ side: SideSchema, text: Words }),
})

export const CaseFileBody = Strict({
  summary: Words,
  statements: Strict({ for: Words, against: Words }),
  clause: ClauseId,
  pages: Type.Array(Strict({ redactionId: Uuid, page: Type.Integer({ minimum: 1, maximum: 10_000 }) }), {
    maxItems: 600,
  }),
  questions: Type.Array(Question, { maxItems: 50 }),
})

export const ControlBody = Strict({
  plan: Code,
  illness: Code,
  mild: Type.Boolean({ default: false }),
  knownOutcome: Type.Enum(['pay', 'do-not-pay']),
  file: CaseFileBody,
})

export const SeatBody = Strict({ accept: Type.Boolean() })
export const SeatSchema = Type.Object({ dispute: Type.String(), answer: Type.String() })
export const QuizBody = Strict({ answers: Type.Array(Type.Integer({ minimum: 0, maximum: 7 }), { maxItems: 50 }) })
export const QuizSchema = Type.Object({
  passed: Type.Boolean(),
  wrong: Type.Array(
    Type.Object({
      question: Type.Integer(),
      side: SideSchema,
      passage: Type.String({ description: 'Where the answer stands.' }),
    }),
  ),
})

export const BallotBody = Strict({
  sealed: Type.String({
    maxLength: 65_000,
    description: 'As sealBallot of packages/ballot made it, in the juror’s browser.',
  }),
  replaces: Nullable(
    Type.String({ maxLength: 44, description: 'Hash of the ballot whose place it takes; null for the first.' }),
  ),
})
export const BallotSchema = Type.Object({ dispute: Type.String(), juror: Type.String(), ballot: Type.String() })

export const PostBody = Strict({ words: Type.String({ maxLength: 1_000 }) })
export const HideBody = Strict({ reason: Words })
export const PostsSchema = Type.Array(
  Type.Object({
    post: Type.String(),
    juror: Type.String(),
    words: Type.String(),
    postedAt: Type.String(),
    hidden: Nullable(Type.String({ description: 'Why a moderator took it out of view.' })),
  }),
)

export const CaseFileSchema = Type.Object({
  dispute: Type.String(),
  status: Type.String(),
  plan: Type.String(),
  rulesVersion: Type.Integer(),
  illness: Type.String(),
  mild: Type.Boolean(),
  summary: Type.String(),
  statements: Type.Object({ for: Type.String(), against: Type.String() }),
  clause: Nullable(Type.Object({ id: Type.String(), text: Type.Object({ en: Type.String(), zh: Type.String() }) })),
  pages: Type.Array(Type.Object({ redactionId: Type.String(), page: Type.Integer() })),
  questions: Type.Array(Type.Object({ question: Type.String(), answers: Type.Array(Type.String()) })),
  closesAt: Nullable(Type.String()),
  keepers: Type.Array(Type.Object({ name: Type.String(), key: Type.String() })),
  threshold: Type.Integer(),
  juror: Nullable(Type.String({ description: 'Your pseudonym in this case; null where you are no juror of it.' })),
  quizPassed: Type.Boolean(),
  ballot: Nullable(Type.String({ description: 'Hash of your ballot that counts so far.' })),
})

export const MyCasesSchema = Type.Array(
  Type.Object({
    dispute: Type.String(),
    plan: Type.String(),
    mode: Type.String(),
    status: Type.String(),
    dueAt: Nullable(Type.String()),
    answer: Nullable(Type.String({ description: 'What you answered to the seat; null while you have not.' })),
    seated: Type.Boolean(),
    voted: Type.Boolean(),
  }),
)

export const VerdictSchema = Type.Object({
  dispute: Type.String(),
  plan: Type.String(),
  rulesVersion: Type.Integer(),
  illness: Type.String(),
  mild: Type.Boolean(),
  clause: Type.String(),
  mode: Type.String(),
  summary: Type.String(),
  outcome: Type.String(),
  pay: Type.Integer(),
  doNotPay: Type.Integer(),
  invalid: Type.Integer(),
  control: Type.Boolean({ description: 'A case with a known outcome, mixed in to see how carefully jurors read.' }),
  decidedOn: Type.String(),
})

export const VerdictQuery = Strict({
  plan: Type.Optional(Code),
  illness: Type.Optional(Code),
  clause: Type.Optional(ClauseId),
  limit: Type.Integer({ default: 50, minimum: 1, maximum: 200 }),
  offset: Type.Integer({ default: 0, minimum: 0, maximum: 1_000_000 }),
})

export const BallotsQuery = Strict({
  after: Type.String({ default: '', maxLength: 12 }),
  limit: Type.Integer({ default: 500, minimum: 1, maximum: 2_000 }),
  sealed: Type.Boolean({ default: false, description: 'With the sealed ballots, for a recount.' }),
})

export const BallotsSchema = Type.Array(
  Type.Object({
    juror: Type.String(),
    choice: Type.String(),
    clause: Type.String(),
    reason: Type.String(),
    key: Type.String({ description: 'Opens choice and clause of the sealed ballot.' }),
    ballot: Type.String({ description: 'SHA-256 of the sealed ballot, as the log has it.' }),
    shares: Type.Optional(
      Type.Array(Type.Object({ keeper: Type.String(), share: Type.Union([Type.String(), Type.Null()]) }), {
        description: 'Of an invalid ballot: what each keeper that answered gave, null where it could open none.',
      }),
    ),
    sealed: Type.Optional(Type.String({ description: 'The sealed ballot; the key opens choice and clause.' })),
  }),
)

export const OpenDisputesSchema = Type.Array(
  Type.Object({
    dispute: Type.String(),
    caseReference: Nullable(Type.String({ description: 'Null for a control case.' })),
    plan: Type.String(),
    mode: Type.String(),
    opener: Type.String(),
    status: Type.String(),
    dueAt: Nullable(Type.String({ description: 'The next hour at which the board has something to do.' })),
    openedAt: Type.String(),
  }),
)
