import type claims from '../locales/en/claims.json'
import type common from '../locales/en/common.json'
import type family from '../locales/en/family.json'
import type figures from '../locales/en/figures.json'
import type journal from '../locales/en/journal.json'
import type myData from '../locales/en/my-data.json'
import type participants from '../locales/en/participants.json'
import type payments from '../locales/en/payments.json'
import type plans from '../locales/en/plans.json'
import type problems from '../locales/en/problems.json'
import type reviewBoard from '../locales/en/review-board.json'
import type session from '../locales/en/session.json'
import type sharing from '../locales/en/sharing.json'

/** Makes a text that is not there an error of the compiler. */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: {
      claims: typeof claims
      common: typeof common
      family: typeof family
      figures: typeof figures
      journal: typeof journal
      'my-data': typeof myData
      participants: typeof participants
      payments: typeof payments
      plans: typeof plans
      problems: typeof problems
      'review-board': typeof reviewBoard
      session: typeof session
      sharing: typeof sharing
    }
  }
}
