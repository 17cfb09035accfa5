import { refuse } from '@tongzhou/core'
import { correctionsOf } from './corrections-store.ts'
import { loadPerson, openDocumentNumber, openName, openPhoneNumber } from './people-store.ts'
import type { PersonDataPart } from './person-data.ts'
import { documentsOf, holdsOffice, signInsOf } from './person-data-store.ts'

/** Who somebody is and how they sign in. Refuses a deletion while they hold an office: office-still-held. */
export const identityData: PersonDataPart = {
  section: 'identity',
  async *collect(platform, personId) {
    const { database } = platform
    const person = await loadPerson(database, personId)
    const documents = await documentsOf(database, personId)
    const number = documents.length === 0 ? null : await openDocumentNumber(platform, database, personId)
    yield {
      personId,
      name: await openName(platform, database, personId),
      phoneNumber: await openPhoneNumber(platform, database, personId),
      birthDate: person?.birthDate ?? null,
      sex: person?.sex ?? null,
      region: person?.region ?? null,
      documents: documents.map((document) => ({ ...document, number })),
      corrections: await correctionsOf(platform, database, personId),
      ...(await signInsOf(database, personId)),
    }
  },
  obstacle: async (reader, personId) => ((await holdsOffice(reader, personId)) ? refuse('office-still-held') : null),
}
