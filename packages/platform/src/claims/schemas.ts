import { claimRefusalReasons, reviewerReasons } from '@tongzhou/core'
import { type TSchema, Type } from 'typebox'
import { DayText, InstantText, Strict } from '../http/index.ts'
import { objectionStates } from './my-objections.ts'

/** Words of a person: long enough for a report, short enough to be read. */
export const Words = Type.String({ maxLength: 4_000 })
const Line = Type.String({ maxLength: 200 })

export const CaseParams = Type.Object({
  reference: Type.String({
    pattern: '^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$',
    description: 'A case reference, 7F3K-9Q2M.',
  }),
})

export const ClaimAnswerSchema = Type.Object({
  caseReference: Type.String(),
  status: Type.String(),
  steps: Type.Integer({ description: 'How many steps the case has now.' }),
})

export const FileClaimBody = Strict({
  participantId: Type.String({ pattern: '^[0-9]{1,18}$' }),
  illness: Type.String({ maxLength: 64, description: "A code of the plan's catalogue, or other." }),
  mild: Type.Boolean({ default: false }),
  cause: Type.Union([Type.Literal('illness'), Type.Literal('accident')]),
  diagnosedOn: DayText,
  hospital: Line,
  payeeAccount: Line,
  payeeName: Line,
})

export const DeskReviewBody = Strict({
  checklist: Type.Array(Strict({ code: Type.String({ maxLength: 64 }), satisfied: Type.Boolean(), note: Words }), {
    maxItems: 100,
  }),
  investigate: Type.Boolean({ default: false }),
  note: Words,
})

export const RefusalBody = Strict({
  code: literals(reviewerReasons),
  clause: Type.String({ maxLength: 32 }),
  text: Words,
  undeclared: Type.Optional(Strict({ question: Type.String({ maxLength: 64 }), bearing: Words })),
})

export const ObjectionAnswerBody = Strict({ upheld: Type.Boolean(), text: Words })

const Nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])

export const CaseLineSchema = Type.Object({
  caseReference: Type.String(),
  plan: Type.String(),
  planVersion: Type.Integer(),
  participantId: Type.String(),
  status: Type.String(),
  illness: Type.String(),
  payoutFen: Type.String(),
  filedOn: Type.String(),
  statusSince: Type.String(),
  dueOn: Nullable(Type.String()),
})

export const CaseViewSchema = Type.Object({
  caseReference: Type.String(),
  plan: Type.String(),
  planVersion: Type.Integer(),
  participantId: Type.String(),
  status: Type.String(),
  illness: Type.String(),
  mild: Type.Boolean(),
  cause: Type.String(),
  diagnosedOn: Type.String(),
  hospital: Type.String(),
  filedOn: Type.String(),
  payoutFen: Type.String(),
  evidenceIds: Type.Array(Type.String()),
  evidenceDueOn: Nullable(Type.String()),
  disputeUntil: Nullable(Type.String()),
  verdicts: Type.Integer({ description: 'How often the review board has decided on the case.' }),
  newEvidence: Type.Boolean({ description: 'Whether there is evidence that the last verdict did not have.' }),
  evidence: Type.Array(
    Type.Object({
      evidenceId: Type.String(),
      name: Nullable(Type.String()),
      mediaType: Type.String(),
      byteLength: Type.Integer(),
      pages: Type.Integer(),
      addedAt: InstantText,
    }),
  ),
  period: Nullable(Type.String()),
  objectionsUntil: Nullable(Type.String()),
  openObjections: Type.Array(Type.String()),
  timeline: Type.Array(
    Type.Object({
      stepNo: Type.Integer(),
      kind: Type.String(),
      at: Type.String(),
      role: Type.String(),
      eventId: Type.String({ description: 'The entry of the log that holds the commitment to this step.' }),
      text: Type.String(),
      reasonCode: Nullable(literals(claimRefusalReasons)),
      clause: Nullable(Type.String()),
      dueOn: Nullable(Type.String()),
      entry: literals(['recorded', 'logged', 'final']),
      finalAt: Nullable(Type.String()),
      signedBy: Type.Array(Type.String(), { description: 'Members of the consortium that countersigned the entry.' }),
    }),
  ),
})

export const PublishedCaseSchema = Type.Object({
  caseReference: Type.String(),
  ageBand: Type.String(),
  region: Nullable(Type.String()),
  illness: Type.String(),
  mild: Type.Boolean(),
  payoutFen: Type.String(),
  daysSinceJoining: Type.Integer(),
  publishedOn: Type.String(),
  status: Type.String(),
})

export const CaseOfPlanSchema = Type.Object({ ...PublishedCaseSchema.properties, period: Type.String() })

export const PublicCaseSchema = Type.Object({
  ...PublishedCaseSchema.properties,
  plan: Type.String(),
  period: Type.String(),
  objectionsUntil: Nullable(Type.String({ description: 'The last day of objections, while the case is published.' })),
})

export const MyObjectionSchema = Type.Object({
  objectionId: Type.String(),
  caseReference: Type.String(),
  plan: Type.String(),
  raisedAt: InstantText,
  reason: Type.String(),
  state: literals(objectionStates),
  answer: Type.String({ description: "The reviewer's answer; empty before." }),
  mayDispute: Type.Boolean(),
})

export const IllnessWordsSchema = Type.Object({
  code: Type.String(),
  mild: Type.Boolean(),
  name: Type.Object({ en: Type.String(), zh: Type.String() }),
  words: Type.Array(Type.String()),
  spellings: Type.Array(Type.String(), {
    description: 'The Chinese words in pinyin without tones, and first letters.',
  }),
})

export const AttestationsSchema = Type.Object({
  files: Type.Array(
    Type.Object({
      evidenceId: Type.String(),
      state: literals(['attested', 'attested-after-upload', 'other-content', 'none']),
      attestedBy: Nullable(Type.String()),
      attestedAt: Nullable(Type.String()),
    }),
  ),
  documents: Type.Array(
    Type.Object({
      attestedBy: Type.String(),
      attestedAt: Type.String(),
      recordedAt: Type.String(),
      evidenceId: Nullable(Type.String({ description: 'The file with this content, where one was uploaded.' })),
    }),
  ),
})

function literals<const Texts extends readonly string[]>(texts: Texts) {
  return Type.Unsafe<Texts[number]>(Type.Enum([...texts]))
}
