import { Type } from 'typebox'
import { orRefuse, publicAccess, type Routes, Strict } from '../http/index.ts'
import { submitStatement } from './submissions.ts'

/** Bytes of the longest note that a member hands in. */
const maxNoteBytes = 4_000

/** Where consortium members pass on what claimants handed in to them. The note's signature says who calls. */
export const submissionRoutes: Routes = async (app, platform) => {
  const schema = {
    tags: ['log'],
    summary: 'Pass on a statement that a member of the consortium received',
    body: Strict({
      receipt: Type.String({
        maxLength: maxNoteBytes,
        description: "The member's signed receipt (C2SP signed-note).",
      }),
    }),
    response: { 201: Type.Object({ statement: Type.String(), receivedBy: Type.String() }) },
  }
  app.post('/log/submissions', { config: { access: publicAccess }, schema }, async (request, reply) => {
    const { answer } = orRefuse(await submitStatement(platform, request.body.receipt))
    return reply.status(201).send(answer)
  })
}
