import type claims from '../locales/en/claims.json'
import type common from '../locales/en/common.json'
import type dashboard from '../locales/en/dashboard.json'
import type importing from '../locales/en/import.json'
import type journal from '../locales/en/journal.json'
import type participants from '../locales/en/participants.json'
import type partners from '../locales/en/partners.json'
import type payments from '../locales/en/payments.json'
import type plans from '../locales/en/plans.json'
import type problems from '../locales/en/problems.json'
import type reviewBoard from '../locales/en/review-board.json'
import type risk from '../locales/en/risk.json'
import type session from '../locales/en/session.json'
import type sharing from '../locales/en/sharing.json'
import type staff from '../locales/en/staff.json'

/** Makes a text that is not there an error of the compiler. */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: {
      claims: typeof claims
      common: typeof common
      dashboard: typeof dashboard
      import: typeof importing
      plans: typeof plans
      journal: typeof journal
      participants: typeof participants
      partners: typeof partners
      payments: typeof payments
      problems: typeof problems
      'review-board': typeof reviewBoard
      risk: typeof risk
      session: typeof session
      sharing: typeof sharing
      staff: typeof staff
    }
  }
}
