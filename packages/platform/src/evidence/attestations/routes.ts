import { Type } from 'typebox'
import type { Reader } from '../../commit/platform.ts'
import { orRefuse, publicAccess, type Routes, Strict } from '../../http/index.ts'
import { recordAttestation } from './record-attestation.ts'

/** Bytes of the longest note that a member hands in. */
const maxNoteBytes = 4_000

export interface AttestationOptions {
  /** Whether there is a case of this reference: claims come after evidence. */
  readonly isKnownCase: (reader: Reader, caseReference: string) => Promise<boolean>
}

/** Where consortium members hand in what they attested. The note's signature says who calls. */
export function attestationRoutes({ isKnownCase }: AttestationOptions): Routes {
  return async (app, platform) => {
    const schema = {
      tags: ['evidence'],
      summary: 'Hand in what a member of the consortium attested about a document',
      body: Strict({
        statement: Type.String({ maxLength: maxNoteBytes, description: 'The signed attestation (C2SP signed-note).' }),
        salt: Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$', description: 'Of its commitment: 32 bytes in base64.' }),
      }),
      response: {
        201: Type.Object({ caseReference: Type.String(), attestedBy: Type.String(), eventId: Type.String() }),
      },
    }
    app.post('/attestations', { config: { access: publicAccess }, schema }, async (request, reply) => {
      const { statement: note, salt } = request.body
      const given = { note, salt: new Uint8Array(Buffer.from(salt, 'base64')) }
      const { answer } = orRefuse(await recordAttestation(platform, isKnownCase, given))
      return reply.status(201).send(answer)
    })
  }
}
