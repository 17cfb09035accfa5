import type { Text } from './plan.ts'

/**
 * The rules that a plan has to keep beyond its shape, each with what is wrong and what to do, for the person who writes
 * the plan, in both languages. Words in braces are replaced by the finding's facts.
 */
export const planRules = {
  'day-does-not-exist': {
    en: '{day} is not a day of the calendar: write an existing one as YYYY-MM-DD.',
    zh: '日历上没有 {day} 这一天：请写存在的日期，格式为 YYYY-MM-DD。',
  },
  'time-zone-unknown': {
    en: '{timeZone} is not a time zone: write an IANA name such as Asia/Shanghai.',
    zh: '{timeZone} 不是时区：请写 IANA 名称，如 Asia/Shanghai。',
  },
  'text-blank': {
    en: 'The text in "{language}" is blank: write it in both languages, the pages show it.',
    zh: '“{language}”的文字为空：页面会显示，请用两种语言写好。',
  },
  'clause-repeated': {
    en: 'Clause {clause} is here a second time: number each clause once.',
    zh: '条款 {clause} 出现了第二次：每条只编一次号。',
  },
  'clause-unknown': {
    en: 'There is no clause {clause}: add it to "clauses" or name one that is there, refusals quote it.',
    zh: '没有条款 {clause}：请在 "clauses" 中添加，或改为已有的条款，拒绝时会引用它。',
  },
  'code-repeated': {
    en: 'The code {code} is here a second time: give each its own, records refer to it for ever.',
    zh: '代码 {code} 出现了第二次：记录会一直引用代码，请各用各的。',
  },
  'age-limits-crossed': {
    en: 'Nobody can join: the youngest age ({youngest}) is above the oldest ({oldest}). Change one of them.',
    zh: '没有人能加入：最低年龄（{youngest}）高于最高年龄（{oldest}）。请改其中一个。',
  },
  'question-never-asked': {
    en: 'Nobody of an age that may join is below {age} years: remove the question or the age limit.',
    zh: '可加入者中没有人低于 {age} 岁：请删去这个问题或年龄限制。',
  },
  'bears-on-unknown': {
    en: '{code} is neither an illness of this plan nor a category that one of them has: name one that is.',
    zh: '{code} 既不是本计划的疾病，也不是其中任何疾病的类别：请写已有的。',
  },
  'transfer-from-itself': {
    en: 'A plan takes nobody over from itself: name another plan.',
    zh: '计划不能由自身转入：请写另一个计划。',
  },
  'tier-reversed': {
    en: 'The tier begins at {from} and ends at {to} years: exchange the two.',
    zh: '这一档从 {from} 岁到 {to} 岁：请把两者对调。',
  },
  'tier-overlap': {
    en: 'Two tiers hold the age of {age} years: let each age be in one, or the payout is not known.',
    zh: '{age} 岁同时在两档中：每个年龄只能在一档，否则无法确定互助金。',
  },
  'tier-gap': {
    en: 'No tier holds the ages from {from} to {to}: extend one or add one between.',
    zh: '{from} 岁到 {to} 岁不在任何一档：请延长一档，或在中间增加一档。',
  },
  'tier-missing-for-youngest': {
    en: 'People of {age} years may be covered, but the tiers begin at {from}: let the first begin there.',
    zh: '{age} 岁的人可能受保障，但第一档从 {from} 岁开始：请让第一档从该年龄开始。',
  },
  'tier-missing-for-oldest': {
    en: 'Cover lasts to the age of {age} years, but the tiers end at {to}: let the last end there.',
    zh: '保障到 {age} 岁，但最后一档止于 {to} 岁：请让最后一档到该年龄。',
  },
  'mild-form-of-unknown-illness': {
    en: '{illness} is not in this plan: name the illness that this is a milder form of.',
    zh: '本计划没有 {illness}：请写这个轻症所属的疾病。',
  },
  'mild-form-amounts-differ': {
    en: 'Another mild form of {illness} pays {other} fen: a claim only says "mild", so give one amount.',
    zh: '{illness} 的另一个轻症支付 {other} 分：申请时只写“轻症”，请写同一金额。',
  },
  'mild-form-not-lower': {
    en: 'A mild form may not pay more than the lowest tier ({lowest} fen): lower it.',
    zh: '轻症不能高于最低一档（{lowest} 分）：请调低。',
  },
  'ageing-out-before-joining': {
    en: 'One may join at {oldest} years but cover ends at {ageingOut}: let it end later.',
    zh: '{oldest} 岁仍可加入，但保障在 {ageingOut} 岁终止：请推迟终止年龄。',
  },
  'accident-not-covered': {
    en: 'An entry of category "accident" needs "accident" among "causes": add it or change the category.',
    zh: '“意外”类别要求 "causes" 中有 "accident"：请添加，或更改类别。',
  },
  'checklist-item-unknown': {
    en: 'There is no item {code} in "illnessChecklist": add it there or name one that is.',
    zh: '"illnessChecklist" 中没有 {code}：请在那里添加，或写已有的。',
  },
  'days-not-rising': {
    en: '{later} comes after {earlier}: write the days in rising order.',
    zh: '{later} 排在 {earlier} 之后：请按从小到大写日期。',
  },
  'publicity-and-sharing-unpaired': {
    en: 'There are {publicityDays} publicity days and {sharingDays} sharing days: each period needs one of each.',
    zh: '有 {publicityDays} 个公示日、{sharingDays} 个分摊日：每期各需要一个。',
  },
  'sharing-before-publicity': {
    en: 'The sharing day {sharingDay} is not after its publicity day {publicityDay}: move it later.',
    zh: '分摊日 {sharingDay} 不在其公示日 {publicityDay} 之后：请推迟。',
  },
  'publicity-before-sharing': {
    en: 'The publicity day {publicityDay} is not after the sharing day {sharingDay} before it: move it later.',
    zh: '公示日 {publicityDay} 不在上一个分摊日 {sharingDay} 之后：请推迟。',
  },
  'objections-past-sharing': {
    en: 'Objections to the cases of day {publicityDay} may come until day {lastDay}, but day {sharingDay} shares them: allow fewer days.',
    zh: '{publicityDay} 日公示的案例可异议至 {lastDay} 日，但 {sharingDay} 日就要分摊：请减少天数。',
  },
  'year-cap-below-case-cap': {
    en: 'The cap of a year is below the cap of one case ({capPerCaseFen} fen): raise it or lower that.',
    zh: '全年上限低于单个案例上限（{capPerCaseFen} 分）：请调高前者或调低后者。',
  },
  'first-attempt-late': {
    en: 'The first attempt is on day {day} after sharing: begin with day 0, the sharing day.',
    zh: '第一次扣款在分摊后第 {day} 天：请从第 0 天即分摊日开始。',
  },
  'attempt-after-grace': {
    en: 'Day {day} is after the {graceDays} days of grace, when the membership has ended: leave it out.',
    zh: '第 {day} 天已在 {graceDays} 天宽限期之后，那时资格已终止：请删去。',
  },
  'reminder-after-grace': {
    en: 'Day {day} is after the {graceDays} days of grace, when the membership has ended: leave it out.',
    zh: '第 {day} 天已在 {graceDays} 天宽限期之后，那时资格已终止：请删去。',
  },
  'exam-missing': {
    en: 'Jurors have to pass an examination: say in "exam" how many questions it has and how many right answers pass.',
    zh: '赔审员须通过考试：请在 "exam" 中写明题数和及格题数。',
  },
  'pass-mark-above-questions': {
    en: 'An examination of {questions} questions can never be passed: lower "passMark".',
    zh: '{questions} 道题的考试永远无法及格：请调低 "passMark"。',
  },
  'panel-size-missing': {
    en: 'A dispute decided by a panel needs "panelSize": say how many jurors are drawn.',
    zh: '由赔审团裁决的争议需要 "panelSize"：请写明抽取几名赔审员。',
  },
  'panel-size-without-panel': {
    en: 'In mode "open" every juror may vote: leave "panelSize" out or choose mode "panel".',
    zh: '在 "open" 方式下每位赔审员都可投票：请删去 "panelSize"，或改为 "panel" 方式。',
  },
  'quorum-above-panel': {
    en: 'A panel of {panelSize} can never cast {quorumBallots} ballots: lower the quorum.',
    zh: '{panelSize} 人的赔审团不可能投出 {quorumBallots} 票：请调低最低票数。',
  },
  'plan-differs': {
    en: 'The earlier versions are of the plan {plan}: keep its code, or begin a new plan with version 1.',
    zh: '先前的版本属于计划 {plan}：请保留其代码，或以版本 1 开始新计划。',
  },
  'version-not-next': {
    en: 'The next version of this plan is {next}: number versions without a gap.',
    zh: '本计划的下一个版本是 {next}：版本号须连续。',
  },
  'first-day-not-later': {
    en: 'Version {version} begins on {firstDay}: a later version begins on a later day.',
    zh: '版本 {version} 从 {firstDay} 开始：后面的版本须从更晚的日期开始。',
  },
  'time-zone-changed': {
    en: 'Earlier versions count days in {timeZone}: keep it, or days would be counted twice or never.',
    zh: '先前的版本按 {timeZone} 计算日期：请保留，否则有的日子会算两次或漏算。',
  },
  'currency-changed': {
    en: 'Earlier versions reckon in {currency}: keep it, or begin a new plan.',
    zh: '先前的版本以 {currency} 计算：请保留，或开始新计划。',
  },
} as const satisfies Readonly<Record<string, Text>>

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

/** A rule's sentences with the facts put in. Throws where a fact is missing: the sentence would make no sense. */
export function fillIn({ en, zh }: Text, facts: PlanFinding['facts']): Text {
  return { en: filled(en, facts), zh: filled(zh, facts) }
}

function filled(sentence: string, facts: PlanFinding['facts']): string {
  return sentence.replaceAll(/\{([a-zA-Z]+)\}/g, (_, name: string) => {
    const fact = facts[name]
    if (fact === undefined) throw new Error(`the fact ${name} is missing in: ${sentence}`)
    return String(fact)
  })
}
