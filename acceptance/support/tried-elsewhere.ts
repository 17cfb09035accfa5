const drafts = 'plans/drafts/drafts.db.test.ts, at once and sent again'

const jurorsAreTriedAlone = Object.fromEntries(
  [
    '/juror-appeals/{suspension}/decision',
    '/juror-exams/{attempt}/answers',
    '/jurors/{juror}/suspend',
    '/plans/{plan}/juror-exams',
    '/plans/{plan}/juror/appeal',
  ].map((path) => [
    `POST ${path}`,
    'review-board/juror-routes.db.test.ts, with an examination and a suspension of its own',
  ]),
)

/** Routes whose command 07-same-request-again does not try, each with the reason. */
export const exempt: Record<string, string> = {
  'POST /sign-in/code': 'each code is a new one; the older ones end with it',
  'POST /sign-in': 'a code is used once; each sign-in is a session of its own',
  'POST /sign-in/passkey/options': 'a new challenge each time',
  'POST /sign-in/passkey': 'a challenge is used once',
  'POST /passkeys/options': 'a new challenge each time',
  'POST /passkeys': 'a challenge is used once; a passkey has an id of its own',
  'POST /sign-out': 'ends a session, which then is ended',
  'POST /plans/preview': 'changes nothing',
  'POST /plan-drafts': drafts,
  'PUT /plan-drafts/{draft}': drafts,
  'POST /plan-drafts/{draft}/discard': drafts,
  'POST /plan-drafts/{draft}/adopt': drafts,
  'POST /payments/notices': 'the notice has an id of its own: payments/routes.db.test.ts',
  'POST /claims/{reference}/evidence': 'a form with a file: below',
  'POST /finance/differences/resolutions': 'payments/reconcile-day.db.test.ts, which plants differences',
  ...jurorsAreTriedAlone,
  'PATCH /claims/{reference}/uploads/{uploadId}': 'acceptance/03-uploads-in-parts.test.ts: a part has its place',
  'POST /claims/{reference}/uploads/{uploadId}/finish': 'acceptance/03-uploads-in-parts.test.ts',
  'DELETE /claims/{reference}/uploads/{uploadId}': 'what is not there is not there once more',
  'POST /me/data-copies': 'acceptance/18-my-data.test.ts',
  'POST /me/data-deletion': 'ends the sessions of whoever sends it: acceptance/18-my-data.test.ts',
  'POST /plans/{plan}/import-previews': 'nobody joins; each look is a look',
  'POST /people/search': 'changes nothing; each look is a look',
  'POST /staff-invitations/accept': 'acceptance/21-staff.test.ts: an invitation is accepted once',
  'POST /messages/read': 'payments/messages.db.test.ts, with messages',
  'PUT /partners': 'plans/partners.db.test.ts, at once and sent again',
  'POST /partners/{code}/visits': 'by nobody in particular: each is a visit',
  'POST /claims/{reference}/evidence/{evidenceId}/redactions': 'evidence/redactions.db.test.ts, ten at once',
  'POST /arrears/payments': 'payments/routes.db.test.ts, with arrears of its own',
}
