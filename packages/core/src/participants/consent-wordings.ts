import type { Text } from '../plans/index.ts'
import { type ConsentKind, consentKinds } from './consent.ts'

/** One wording of a question of consent. A wording is never changed: a new one gets the next version. */
export interface ConsentWording {
  readonly kind: ConsentKind
  readonly version: number
  readonly text: Text
}

/** All wordings that were ever shown, so that a consent of long ago still says what was agreed to. */
export const consentWordings: readonly ConsentWording[] = [
  {
    kind: 'health-data',
    version: 1,
    text: {
      en: 'I agree that my answers about my health, and the medical papers of a claim, are stored encrypted and read by those who review and investigate my claim, for no other purpose. I can withdraw this at any time; a claim cannot be reviewed without it.',
      zh: '我同意：我对健康问题的回答以及申请互助时提交的医疗材料将加密保存，仅供审核和调查我的互助申请的人员查阅，不作他用。我可以随时撤回本同意；撤回后，互助申请将无法审核。',
    },
  },
  {
    kind: 'publication',
    version: 1,
    text: {
      en: 'I agree that, if I claim, my case is published without my name or number: age band, province, illness, sum, the steps and the reasons of the decision, so that all who share its cost can check it. I can withdraw this at any time; a case that cannot be published cannot be shared.',
      zh: '我同意：如我申请互助，案例将在隐去姓名和证件号码后公示，内容包括年龄段、省份、疾病、金额、处理经过和决定理由，供所有分摊成员核对。我可以随时撤回本同意；无法公示的案例将无法分摊。',
    },
  },
]

/** The version of each consent's wording that is shown now: the newest. */
export const currentConsentVersions = Object.fromEntries(
  consentKinds.map((kind) => [
    kind,
    Math.max(...consentWordings.filter((wording) => wording.kind === kind).map(({ version }) => version)),
  ]),
) as Readonly<Record<ConsentKind, number>>
