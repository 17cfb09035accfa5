import type { PersonDataPart } from '../identity/index.ts'
import { participantsOf } from '../participants/index.ts'
import { chargesOf } from './show-charges.ts'

/** Shares of one's own and of those whom one pays for. The books stand on them, so none is deleted. */
export const sharingData: PersonDataPart = {
  section: 'shares',
  async *collect(platform, personId) {
    const asked = (await participantsOf(platform.database, personId)).map(({ participantId }) => {
      return { participantId, personId }
    })
    for (const [at, charges] of (await chargesOf(platform.database, asked)).entries()) {
      for (const charge of charges ?? []) yield { participantId: asked[at]!.participantId, ...charge }
    }
  },
}
