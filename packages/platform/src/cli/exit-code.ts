/** How every command ends; the numbers are promised in docs/command-line.md. */
export const exitCodes = {
  /** Done; a check found nothing. */
  done: 0,
  /** Refused by a rule, or a check found something. */
  refused: 1,
  /** Wrong command, option or setting; nothing was begun. */
  wrongUsage: 2,
  /** Something broke, or it was stopped. What was committed stands; the command can be repeated. */
  fault: 3,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
