/**
 * The one ordered list of parts. A part may import only parts before it in this list, through their `index.ts`;
 * `tidy/arrows.test.ts` reads this list and every import and fails on an arrow the wrong way.
 */
export const parts = [
  'plans',
  'identity',
  'journal',
  'ledger',
  'participants',
  'evidence',
  'claims',
  'review-board',
  'sharing',
  'payments',
] as const

/** The name of a part: the same folder name in every package. */
export type Part = (typeof parts)[number]
