import { formatYuan, type PlanVersion, type QuestionBank, type Text } from '@tongzhou/core'
import type { Platform } from '../commit/platform.ts'
import { shippedPlanText } from '../plans/index.ts'
import { questionBanksIn } from '../review-board/index.ts'

export const demoPlanCode = 'demo-critical-illness'

/** Payouts of a plan as large as a town; the shipped plan's 300,000 yuan need millions to share them. */
const youngPayoutFen = 10_000_000
const olderPayoutFen = 5_000_000
const mildPayoutFen = 2_000_000
/** Fewest ballots of an open vote: a town's jurors, not the shipped plan's hundred thousands. */
const openQuorum = 30

/** Shares of this many of the largest cases in one year, before the operator steps in. */
const casesPerYearCap = 45

/**
 * The shipped critical-illness plan for `participants` people: smaller payouts, caps that they can bear, a minimum that
 * they reach. All other terms are those of the shipped plan. Returns the file's text, to be loaded like any plan.
 */
export async function demoPlanText(participants: number, firstDay: Temporal.PlainDate): Promise<string> {
  const shipped = JSON.parse(await shippedPlanText('critical-illness')) as PlanVersion
  const { disputes } = shipped
  const capPerCaseFen = Math.max(1, Math.floor(youngPayoutFen / participants))
  const capPerYearFen = capPerCaseFen * casesPerYearCap
  const minimum = Math.max(1, Math.floor(participants / 4))
  const plan: PlanVersion = {
    ...shipped,
    plan: demoPlanCode,
    version: 1,
    firstDay: firstDay.toString(),
    name: { en: 'Demo: critical illness mutual aid of a town', zh: '演示：城镇大病互助计划' },
    summary: {
      en: `The critical illness plan for about ${participants} people, with payouts that they can bear.`,
      zh: `面向约 ${participants} 人的大病互助计划，互助金与人数相称。`,
    },
    clauses: withTexts(shipped, {
      '4.3': {
        en: `The payout is ${yuan(youngPayoutFen)} yuan for those aged 30 days to 39 years and ${yuan(olderPayoutFen)} yuan for those aged 40 to 59, by the age on the day of first diagnosis.`,
        zh: `互助金按首次确诊日的年龄确定：30 天至 39 周岁为 ${yuan(youngPayoutFen)} 元，40 至 59 周岁为 ${yuan(olderPayoutFen)} 元。`,
      },
      '4.4': {
        en: `For mild thyroid cancer and mild prostate cancer the payout is ${yuan(mildPayoutFen)} yuan at every age.`,
        zh: `轻度甲状腺癌和轻度前列腺癌的互助金为 ${yuan(mildPayoutFen)} 元，不分年龄。`,
      },
      '5.3': {
        en: `Every claim is reviewed on paper and then investigated. A payout above ${yuan(olderPayoutFen)} yuan needs the approval of two different people. Nobody decides on their own or their family's case.`,
        zh: `每份申请都先初审、再调查。互助金超过 ${yuan(olderPayoutFen)} 元的，须由两名不同的人批准。任何人不得处理本人或家人的申请。`,
      },
      '6.4': {
        en: `Nobody bears more than ${yuan(capPerCaseFen)} yuan of one case, nor more than ${yuan(capPerYearFen)} yuan in a calendar year. The operator bears what goes beyond.`,
        zh: `每位成员单个案例的分摊不超过 ${yuan(capPerCaseFen)} 元，一个自然年内合计不超过 ${yuan(capPerYearFen)} 元，超出部分由运营方承担。`,
      },
      '8.3': {
        en: `Before voting, jurors answer questions on the facts. A vote is open for 72 hours and valid with ${openQuorum} ballots or more; with fewer it is extended once by 72 hours, and then the refusal stands. With half of them or more in favour, the claim is upheld.`,
        zh: `赔审员表决前须答对有关案情的问题。投票持续 72 小时，满 ${openQuorum} 票有效；不足的延长一次 72 小时，仍不足的维持拒绝结果。半数及以上支持的，申请成立。`,
      },
      '6.6': {
        en: `If the plan has fewer than ${minimum} participants for 365 days, it goes into run-off.`,
        zh: `成员人数连续 365 天低于 ${minimum} 的，计划进入终止程序。`,
      },
    }),
    cover: {
      ...shipped.cover,
      payoutTiers: shipped.cover.payoutTiers.map((tier) => ({
        ...tier,
        payoutFen: tier.fromAgeYears >= 40 ? olderPayoutFen : youngPayoutFen,
      })),
      mildForms: shipped.cover.mildForms.map((form) => ({ ...form, payoutFen: mildPayoutFen })),
    },
    disputes: { ...disputes, vote: { ...disputes.vote!, quorumBallots: openQuorum } },
    review: { ...shipped.review, secondApprovalAboveFen: olderPayoutFen },
    sharing: {
      ...shipped.sharing,
      capPerCaseFen,
      capPerYearFen,
      minimumParticipants: { count: minimum, daysBelow: 365 },
    },
  }
  return JSON.stringify(plan, null, 2)
}

/** The second version of the demo's plan: from its first day on a panel drawn by lot decides disputes, in place of every juror. */
export function panelVersionText(firstText: string, firstDay: Temporal.PlainDate): string {
  const first = JSON.parse(firstText) as PlanVersion
  const vote = { ...first.disputes.vote!, panelSize: 31, reserves: 5, acceptHours: 24, quorumBallots: 16 }
  const plan: PlanVersion = {
    ...first,
    version: 2,
    firstDay: firstDay.toString(),
    clauses: withTexts(first, {
      '8.3': {
        en: 'A panel of 31 jurors is drawn by lot, with 5 in reserve. Before voting they answer questions on the facts. The vote is open for 72 hours and valid with 16 ballots; with fewer it is extended once by 72 hours, and then the refusal stands. With half of them or more in favour, the claim is upheld.',
        zh: '由抽签选出的 31 名赔审员裁定，另有 5 名候补。表决前须答对有关案情的问题。投票持续 72 小时，满 16 票有效；不足的延长一次 72 小时，仍不足的维持拒绝结果。半数及以上支持的，申请成立。',
      },
    }),
    disputes: { ...first.disputes, mode: 'panel', vote },
  }
  return JSON.stringify(plan, null, 2)
}

/** The shipped questions for the demo's plan, whose clauses have the same numbers. */
export async function demoQuestions(platform: Pick<Platform, 'logger'>, plan: PlanVersion): Promise<QuestionBank> {
  const shipped = JSON.parse(await shippedPlanText('critical-illness')) as PlanVersion
  const bank = await questionBanksIn()(platform, shipped)
  if (bank === null) throw new Error('the shipped plan has no questions')
  return { ...bank, plan: plan.plan }
}

function withTexts(shipped: PlanVersion, texts: Readonly<Record<string, Text>>): PlanVersion['clauses'] {
  const unknown = Object.keys(texts).find((id) => !shipped.clauses.some((clause) => clause.id === id))
  if (unknown !== undefined) throw new Error(`the shipped plan has no clause ${unknown}`)
  return shipped.clauses.map((clause) => ({ ...clause, text: texts[clause.id] ?? clause.text }))
}

function yuan(amountFen: number): string {
  return formatYuan(BigInt(amountFen)).replace(/\.00$/, '')
}
