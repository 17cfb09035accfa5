import { withStatus } from './answer.ts'

/** Refusals that HTTP itself gives, before any part is asked. */
export const requestRefusals = {
  ...withStatus(400, {
    'request-invalid': 'A field of the request breaks its rule.',
    'request-malformed': 'The request cannot be read.',
  }),
  ...withStatus(401, {
    'not-signed-in': 'Sign in first.',
  }),
  ...withStatus(403, {
    'not-allowed': 'None of your offices allows this.',
  }),
  ...withStatus(404, {
    'route-unknown': 'There is nothing at this address.',
  }),
  ...withStatus(413, {
    'request-too-large': 'The request is larger than the limit.',
  }),
  ...withStatus(415, {
    'content-type-unsupported': 'The request is not of a type that is read here.',
  }),
  ...withStatus(429, {
    'too-many-requests': 'Too many requests from this address: wait and try again.',
  }),
  ...withStatus(503, {
    'temporarily-unavailable':
      'Something that this needs is not to be had just now. Send the same again in a moment, with the same Idempotency-Key: what was done is not done twice.',
    stopping: 'The server is being stopped: try again in a moment.',
  }),
}
