import type { Actor } from '../commit/commit.ts'

/** Who acts at a terminal: whoever may log in to the server, in the operator's office, without a person's name. */
export const operatorAtTerminal: Actor = { role: 'operator', personId: null }
