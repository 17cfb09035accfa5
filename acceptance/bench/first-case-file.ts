import type { CaseFile } from '@tongzhou/core'

/** The clause on true answers at joining, on which the case turned. */
export const clause = '2.2'

/** What the first published case was about, in plain words and without identity. */
export const firstCaseFile: CaseFile = {
  summary: '一名成员摔倒后深度昏迷，申请互助金。加入时未告知曾使用激素类药物。争议在于未告知的事实是否与本次昏迷有关。',
  statements: {
    for: '昏迷由摔倒引起，与此前所用药物无关；家属代为加入时不知道用药情况。',
    against: '病历显示加入之前长期使用激素类药物，健康告知中应当说明，而没有说明。',
  },
  clause,
  pages: [],
  questions: [
    {
      question: '成员因为什么昏迷？',
      answers: ['摔倒', '交通事故', '中毒'],
      right: 0,
      passage: { side: 'for', text: '昏迷由摔倒引起' },
    },
    {
      question: '加入之前用过什么药物？',
      answers: ['抗生素', '激素类药物', '没有用药'],
      right: 1,
      passage: { side: 'against', text: '加入之前长期使用激素类药物' },
    },
    {
      question: '是谁代为加入的？',
      answers: ['本人', '朋友', '家属'],
      right: 2,
      passage: { side: 'for', text: '家属代为加入' },
    },
  ],
}

/** Reasons in words as some jurors give them. */
export const reasons = {
  pay: ['摔倒与用药无关，应当帮助。', '家属不知情，不是故意隐瞒。'],
  'do-not-pay': ['加入时应当如实告知。', '规则对每个人都一样，没有告知就不能给付。'],
} as const
