/**
 * The time between "stop" and the end of listening. A balancer asks /readyz every few seconds and keeps connections open: it has to hear that this
 * server goes, and its connections have to end after an answer, before the port is closed; otherwise requests on their way are lost.
 */
export interface Drain {
  readonly hasBegun: boolean
  begin(): void
}

export function createDrain(): Drain {
  let hasBegun = false
  return {
    get hasBegun() {
      return hasBegun
    },
    begin: () => {
      hasBegun = true
    },
  }
}
