import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Member } from '../member.ts'
import type { Part } from '../parts.ts'
import { readBytes } from '../receipts/part.ts'
import { attestCommand } from './attest-command.ts'
import { attestDocument, handOverAttestations } from './attest-document.ts'
import { attestToken, bearsToken } from './attest-token.ts'
import { prepareAttestations, shownAttestation } from './own-attestations.ts'

/** Bytes of the largest document: what the platform takes of a claimant. */
const maxDocumentBytes = 20_000_000

/** Attests documents at their source: the hospital's own systems call it when a record is made. */
export const attesterPart: Part = {
  prepare: prepareAttestations,
  routes: addAttesting,
  commands: { attest: attestCommand },
  jobs: [
    {
      name: 'hand attestations over',
      everySeconds: 1,
      run: async ({ store, settings, logger, now }) => {
        const problem = await handOverAttestations(store, settings.log.platformUrl, now().epochMilliseconds)
        if (problem !== null) logger.warn({ problem }, 'the platform did not take an attestation: it is tried again')
      },
    },
  ],
}

/** `POST /attest?case=7F3K-9Q2M` with the token: the body is the document, byte for byte. */
function addAttesting(app: FastifyInstance, { store, keys, settings, now }: Member): void {
  const token = attestToken(settings.folder)
  readBytes(app, maxDocumentBytes)
  app.post<{ Body: Buffer; Querystring: { case?: string } }>(
    '/attest',
    {
      // Before the body is read.
      onRequest: async ({ headers }, reply) => {
        if (bearsToken(headers.authorization, token)) return
        await reply.code(401).header('www-authenticate', 'Bearer').send({ problem: 'the token is missing or wrong' })
      },
    },
    async ({ body, query }, reply) => {
      if (!body?.length) return reply.code(400).send({ problem: 'the document is empty' })
      try {
        const attester = { store, signer: keys.attester, randomBytes }
        const given = { caseReference: query.case ?? '', bytes: body }
        return reply.code(201).send(shownAttestation(await attestDocument(attester, given, now())))
      } catch (fault) {
        if (!(fault instanceof RangeError)) throw fault
        return reply.code(400).send({ problem: fault.message })
      }
    },
  )
}
