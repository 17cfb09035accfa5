import { affiliationKinds, disputeStatuses, jurorBars } from '@tongzhou/core'
import { Type } from 'typebox'
import { InstantText, Strict, Uuid } from '../http/index.ts'

/** Words of a person: long enough to explain oneself, short enough to be read. */
export const JurorWords = Type.String({ maxLength: 2_000 })
export const JurorPlanParams = Type.Object({ plan: Type.String({ maxLength: 64 }) })
export const AttemptParams = Type.Object({ attempt: Uuid })
const numberPattern = '^[1-9][0-9]{0,17}$'
export const JurorParams = Type.Object({ juror: Type.String({ pattern: numberPattern }) })
export const PersonParams = Type.Object({ personId: Type.String({ pattern: numberPattern }) })
export const SuspensionParams = Type.Object({ suspension: Type.String({ pattern: numberPattern }) })

const Text = Type.Object({ en: Type.String(), zh: Type.String() })
const orNull = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()])
const Count = Type.Integer({ minimum: 0 })
const Status = Type.Enum(['active', 'paused', 'left', 'suspended'])

export const GuideSchema = Type.Object({
  plan: Type.String(),
  version: Type.Integer(),
  exam: orNull(Type.Object({ questions: Count, passMark: Count, pauseHours: Count })),
  clauses: Type.Array(Type.Object({ clause: Type.String(), text: Text, explanations: Type.Array(Text) })),
})

export const AttemptSchema = Type.Object({
  attemptId: Uuid,
  plan: Type.String(),
  passMark: Count,
  begunAt: InstantText,
  questions: Type.Array(
    Type.Object({ code: Type.String(), clause: Type.String(), question: Text, answers: Type.Array(Text) }),
  ),
})

/** More than any examination draws. */
const mostAnswers = 200
export const ExamAnswersBody = Strict({
  answers: Type.Array(
    Strict({
      code: Type.String({ maxLength: 100 }),
      answer: Type.Integer({ minimum: 0, maximum: 3, description: 'The place of the answer as shown, from 0.' }),
    }),
    { maxItems: mostAnswers, description: 'A question without an answer counts as wrong.' },
  ),
})
export const ExamResultSchema = Type.Object({
  plan: Type.String(),
  questions: Count,
  right: Count,
  passMark: Count,
  passed: Type.Boolean(),
  wrong: Type.Array(Type.Object({ code: Type.String(), clause: Type.String(), question: Text, explanation: Text })),
  nextTryAt: orNull(InstantText),
})

export const JurorNumbersSchema = Type.Array(
  Type.Object({ jurorId: Type.String(), plan: Type.String(), status: Status }),
)

export const SuspensionSchema = Type.Object({
  suspensionId: Type.String(),
  jurorId: Type.String(),
  plan: Type.String(),
  cause: Type.Enum(['record', 'operator']),
  suspendedAt: InstantText,
  reason: orNull(Type.String()),
  appealedAt: orNull(InstantText),
  appeal: orNull(Type.String()),
  decidedAt: orNull(InstantText),
  upheld: orNull(Type.Boolean()),
  decision: orNull(Type.String()),
})

const ServicesSchema = Type.Object({
  cases: Count,
  attended: Count,
  decided: Count,
  withMajority: Count,
  controls: Count,
  controlsRight: Count,
  secondsSpent: Count,
})

export const JurorRecordSchema = Type.Object({
  plan: Type.String(),
  bars: Type.Array(Type.Enum(jurorBars), { description: 'Why I may not serve now; empty where I may.' }),
  juror: orNull(
    Type.Object({
      status: Status,
      weight: Type.Integer({ minimum: 1, maximum: 4, description: 'Tickets in a lot.' }),
      passedOn: Type.String(),
      secret: Type.String({
        description: 'base64; with it I find my own line in a published lot. Keep it to yourself.',
      }),
    }),
  ),
  services: ServicesSchema,
  suspension: orNull(SuspensionSchema),
  exam: Type.Object({ openAttemptId: orNull(Uuid), nextTryAt: orNull(InstantText) }),
  affiliations: Type.Object({ hospital: Count, employer: Count, household: Count }),
})

export const JurorStatusSchema = Type.Object({ plan: Type.String(), status: Status })
export const AppealBody = Strict({ text: JurorWords })
export const SuspendBody = Strict({ reason: JurorWords })
export const AppealDecisionBody = Strict({ upheld: Type.Boolean(), text: JurorWords })
export const AppealSchema = Type.Object({ suspension: SuspensionSchema, services: ServicesSchema })
export const AffiliationsBody = Strict({
  kind: Type.Enum(affiliationKinds),
  names: Type.Array(Type.String({ maxLength: 400 }), {
    maxItems: 5,
    description: 'All of this kind; an empty list takes them back. Only a keyed hash of each is kept.',
  }),
})

const Mode = Type.Enum(['panel', 'open'])
export const ServingSchema = Type.Object({
  mayServe: Type.Integer({ description: 'Who may serve in a dispute that opens today, whatever it is about.' }),
})

export const BoardFiguresSchema = Type.Object({
  plan: Type.String(),
  daysCounted: Type.Integer({ description: 'Days back of which examinations and services are counted.' }),
  jurors: Type.Object({ active: Count, paused: Count, left: Count, suspended: Count }),
  weights: Type.Array(Type.Object({ weight: Type.Integer(), jurors: Count }), {
    description: 'Active jurors by their tickets in a lot: 4 with a clean record.',
  }),
  exams: Type.Object({ passed: Count, failed: Count, open: Count }),
  services: Type.Object({ seats: Count, voted: Count, controls: Count, controlsRight: Count }),
  appealsWaiting: Count,
  disputes: Type.Array(
    Type.Object({
      reference: Type.String(),
      status: Type.Enum([...disputeStatuses]),
      mode: Mode,
      dueAt: orNull(InstantText),
    }),
  ),
  panels: Type.Array(
    Type.Object({
      reference: Type.String(),
      mode: Mode,
      endedAt: InstantText,
      drawn: Count,
      accepted: Count,
      declined: Count,
      silent: Count,
      seated: Count,
      voted: Count,
    }),
    { description: 'The disputes that were decided last, newest first.' },
  ),
})
