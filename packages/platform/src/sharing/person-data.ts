import type { PersonDataPart } from '../identity/index.ts'
import { participantsOf } from '../participants/index.ts'
import { chargesOf } from './show-period.ts'

/** Shares of one's own and of those whom one pays for. The books stand on them, so none is deleted. */
export const sharingData: PersonDataPart = {
  section: 'shares',
  async *collect(platform, personId) {
    for (const { participantId } of await participantsOf(platform.database, personId)) {
      for (const charge of await chargesOf(platform.database, participantId)) yield { participantId, ...charge }
    }
  },
}
