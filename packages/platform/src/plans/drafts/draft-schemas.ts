import { Type } from 'typebox'
import { DayText, InstantText, Strict, Uuid } from '../../http/index.ts'
import { maxPlanBytes } from '../plan-text.ts'
import { DifferencesSchema, PlanCode, RefusalSchema, TextSchema } from '../schemas.ts'

export const DraftParams = Type.Object({ draft: Uuid })

export const Edition = Type.Integer({
  minimum: 1,
  maximum: 1_000_000,
  description: 'Counted up by each saving; name the one that was read.',
})
const PersonNumber = Type.String({ pattern: '^[0-9]+$', description: 'The number of a person.' })
const Source = Type.String({ maxLength: maxPlanBytes, description: "The text of the plan's file." })

const line = {
  draft: Uuid,
  plan: PlanCode,
  name: TextSchema,
  version: Type.Integer(),
  firstDay: DayText,
  edition: Edition,
  begunBy: PersonNumber,
  begunAt: InstantText,
  writtenBy: PersonNumber,
  writtenAt: InstantText,
}
export const DraftLineSchema = Type.Object(line)

export const DraftSchema = Type.Object({
  ...line,
  source: Source,
  refusal: RefusalSchema,
  differences: DifferencesSchema,
})

export const BeginDraftBody = Strict({ plan: PlanCode, source: Type.Optional(Source) })
export const DraftBegunSchema = Type.Object({ draft: Uuid, edition: Edition })
export const SaveDraftBody = Strict({ edition: Edition, source: Source })
export const DiscardDraftBody = Strict({ edition: Edition })
export const AdoptDraftBody = Strict({ edition: Edition, firstDay: DayText })
