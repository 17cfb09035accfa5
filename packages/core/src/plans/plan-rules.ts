/**
 * The rules that a plan has to keep beyond its shape, each with what is wrong and what to do, for the person who writes
 * the plan. Words in braces are replaced by the finding's facts.
 */
export const planRules = {
  'day-does-not-exist': '{day} is not a day of the calendar: write an existing one as YYYY-MM-DD.',
  'time-zone-unknown': '{timeZone} is not a time zone: write an IANA name such as Asia/Shanghai.',
  'text-blank': 'The text in "{language}" is blank: write it in both languages, the pages show it.',
  'clause-repeated': 'Clause {clause} is here a second time: number each clause once.',
  'clause-unknown': 'There is no clause {clause}: add it to "clauses" or name one that is there, refusals quote it.',
  'code-repeated': 'The code {code} is here a second time: give each its own, records refer to it for ever.',
  'age-limits-crossed':
    'Nobody can join: the youngest age ({youngest}) is above the oldest ({oldest}). Change one of them.',
  'question-never-asked': 'Nobody of an age that may join is below {age} years: remove the question or the age limit.',
  'bears-on-unknown':
    '{code} is neither an illness of this plan nor a category that one of them has: name one that is.',
  'transfer-from-itself': 'A plan takes nobody over from itself: name another plan.',
  'tier-reversed': 'The tier begins at {from} and ends at {to} years: exchange the two.',
  'tier-overlap': 'Two tiers hold the age of {age} years: let each age be in one, or the payout is not known.',
  'tier-gap': 'No tier holds the ages from {from} to {to}: extend one or add one between.',
  'tier-missing-for-youngest':
    'People of {age} years may be covered, but the tiers begin at {from}: let the first begin there.',
  'tier-missing-for-oldest':
    'Cover lasts to the age of {age} years, but the tiers end at {to}: let the last end there.',
  'mild-form-of-unknown-illness': '{illness} is not in this plan: name the illness that this is a milder form of.',
  'mild-form-amounts-differ':
    'Another mild form of {illness} pays {other} fen: a claim only says "mild", so give one amount.',
  'mild-form-not-lower': 'A mild form may not pay more than the lowest tier ({lowest} fen): lower it.',
  'ageing-out-before-joining': 'One may join at {oldest} years but cover ends at {ageingOut}: let it end later.',
  'accident-not-covered':
    'An entry of category "accident" needs "accident" among "causes": add it or change the category.',
  'checklist-item-unknown': 'There is no item {code} in "illnessChecklist": add it there or name one that is.',
  'days-not-rising': '{later} comes after {earlier}: write the days in rising order.',
  'publicity-and-sharing-unpaired':
    'There are {publicityDays} publicity days and {sharingDays} sharing days: each period needs one of each.',
  'sharing-before-publicity':
    'The sharing day {sharingDay} is not after its publicity day {publicityDay}: move it later.',
  'publicity-before-sharing':
    'The publicity day {publicityDay} is not after the sharing day {sharingDay} before it: move it later.',
  'objections-past-sharing':
    'Objections to the cases of day {publicityDay} may come until day {lastDay}, but day {sharingDay} shares them: allow fewer days.',
  'year-cap-below-case-cap':
    'The cap of a year is below the cap of one case ({capPerCaseFen} fen): raise it or lower that.',
  'first-attempt-late': 'The first attempt is on day {day} after sharing: begin with day 0, the sharing day.',
  'attempt-after-grace':
    'Day {day} is after the {graceDays} days of grace, when the membership has ended: leave it out.',
  'reminder-after-grace':
    'Day {day} is after the {graceDays} days of grace, when the membership has ended: leave it out.',
  'exam-missing':
    'Jurors have to pass an examination: say in "exam" how many questions it has and how many right answers pass.',
  'pass-mark-above-questions': 'An examination of {questions} questions can never be passed: lower "passMark".',
  'panel-size-missing': 'A dispute decided by a panel needs "panelSize": say how many jurors are drawn.',
  'panel-size-without-panel': 'In mode "open" every juror may vote: leave "panelSize" out or choose mode "panel".',
  'quorum-above-panel': 'A panel of {panelSize} can never cast {quorumBallots} ballots: lower the quorum.',
  'plan-differs': 'The earlier versions are of the plan {plan}: keep its code, or begin a new plan with version 1.',
  'version-not-next': 'The next version of this plan is {next}: number versions without a gap.',
  'first-day-not-later': 'Version {version} begins on {firstDay}: a later version begins on a later day.',
  'time-zone-changed': 'Earlier versions count days in {timeZone}: keep it, or days would be counted twice or never.',
  'currency-changed': 'Earlier versions reckon in {currency}: keep it, or begin a new plan.',
} as const

export type PlanRule = keyof typeof planRules

/** A place where a plan breaks a rule. */
export interface PlanFinding {
  /** JSON pointer (RFC 6901) to the value that has to change. */
  readonly pointer: string
  readonly rule: PlanRule
  readonly facts: Readonly<Record<string, string | number>>
}

export function finding(
  rule: PlanRule,
  path: readonly (string | number)[],
  facts: PlanFinding['facts'] = {},
): PlanFinding {
  return { pointer: jsonPointer(path), rule, facts }
}

/** The JSON pointer (RFC 6901) of a path: `['a/b', 0]` is `/a~1b/0`. */
export function jsonPointer(path: readonly (string | number)[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** A rule's sentence with the facts put in. Throws where a fact is missing: the sentence would make no sense. */
export function fillIn(sentence: string, facts: PlanFinding['facts']): string {
  return sentence.replaceAll(/\{([a-zA-Z]+)\}/g, (_, name: string) => {
    const fact = facts[name]
    if (fact === undefined) throw new Error(`the fact ${name} is missing in: ${sentence}`)
    return String(fact)
  })
}
