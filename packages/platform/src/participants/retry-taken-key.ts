/** PostgreSQL's code for a key that another transaction took first. */
const uniqueViolation = '23505'
/** A key is taken once, so the second attempt already sees the other's row; more would be a fault of ours. */
const mostAttempts = 5

/**
 * Runs a command again that met somebody else's insert of the same document or membership (a group's import and a person
 * joining by themselves at the same moment): the next attempt sees the other's row and decides by it.
 */
export async function retryTakenKey<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt()
    } catch (fault) {
      if (tried === mostAttempts || (fault as { code?: string }).code !== uniqueViolation) throw fault
    }
  }
}
