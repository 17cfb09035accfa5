import { refuse } from '@tongzhou/core'
import type { PersonDataPart } from '../identity/index.ts'
import { countAffiliations } from './affiliation-store.ts'
import { showSuspension } from './juror-record.ts'
import { latestSuspension } from './juror-suspension-store.ts'
import {
  examsOfPerson,
  forgetJuror,
  isJurorStill,
  jurorsOfPerson,
  seatsOfPerson,
  servicesOfJuror,
} from './person-data-store.ts'

/** What somebody has done as a juror. Refuses a deletion while they are one, or sit on a case: still-a-juror. */
export const reviewBoardData: PersonDataPart = {
  section: 'review-board',
  async *collect(platform, personId) {
    const { database } = platform
    for (const { jurorId, ...juror } of await jurorsOfPerson(database, personId)) {
      const suspension = await latestSuspension(database, jurorId)
      yield {
        juror,
        services: await servicesOfJuror(database, jurorId),
        suspension: suspension && (await showSuspension(platform, database, suspension)),
      }
    }
    for (const seat of await seatsOfPerson(database, personId)) yield { seat }
    for (const exam of await examsOfPerson(database, personId)) yield { exam }
    yield { statedTies: await countAffiliations(database, personId) }
  },
  obstacle: async (reader, personId) => ((await isJurorStill(reader, personId)) ? refuse('still-a-juror') : null),
  erase: async (_unit, personId) => ({ rows: forgetJuror(personId) }),
}
