import { refuse } from '@tongzhou/core'
import { openSubjectKey, type PersonDataPart, personSubject } from '../identity/index.ts'
import { openDeclaration } from './joining.ts'
import { forgetMemberships, historyOf, isInAnyPlan } from './person-data-store.ts'
import { participantsOf } from './store.ts'

/**
 * Memberships of one's own with consents and health answers, and those that one pays for. Refuses a deletion while one of them goes on:
 * still-in-a-plan.
 */
export const participantsData: PersonDataPart = {
  section: 'memberships',
  async *collect(platform, personId) {
    const subjectKey = await openSubjectKey(platform, platform.database, personSubject(personId))
    for (const participant of await participantsOf(platform.database, personId)) {
      const { participantId, payerPersonId, personId: covered, ...facts } = participant
      const shared = {
        participantId,
        covered: covered === personId ? 'me' : 'family',
        payer: payerPersonId === personId,
      }
      if (covered !== personId) {
        yield { ...shared, relation: facts.relation, plan: facts.planCode, membership: facts.membership }
        continue
      }
      const { changes, consents, sealedDeclaration } = await historyOf(platform.database, participantId)
      const declaration = sealedDeclaration && openDeclaration(platform, subjectKey, participantId, sealedDeclaration)
      yield { ...shared, ...facts, changes, consents, healthDeclaration: declaration }
    }
  },
  obstacle: async (reader, personId) => ((await isInAnyPlan(reader, personId)) ? refuse('still-in-a-plan') : null),
  erase: async (_unit, personId) => ({ rows: forgetMemberships(personId) }),
}
