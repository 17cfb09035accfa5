import type { Logger } from 'pino'
import type { MemberKeys } from './keys.ts'
import type { Mirror } from './mirror/mirror.ts'
import type { MemberSettings } from './settings.ts'
import type { Store } from './storage/store.ts'

/** What every part of a running member works with. */
export interface Member {
  readonly settings: MemberSettings
  readonly keys: MemberKeys
  readonly store: Store
  readonly mirror: Mirror
  readonly logger: Logger
  /** The clock. */
  readonly now: () => Temporal.Instant
}
