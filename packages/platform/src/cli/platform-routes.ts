import type { TileStore } from '@tongzhou/tlog'
import { claimantOfCase, claimRoutes, isKnownCase, reviewDeskRoutes } from '../claims/index.ts'
import type { Platform } from '../commit/platform.ts'
import { dashboardRoutes } from '../dashboard/index.ts'
import { attestationRoutes } from '../evidence/index.ts'
import type { Routes } from '../http/app.ts'
import { type DemoInbox, identityRoutes, type MessageSender } from '../identity/index.ts'
import { type LogPublisher, logRoutes, submissionRoutes } from '../journal/index.ts'
import { defaultJoining, participantRoutes } from '../participants/index.ts'
import { type AgreementPlace, debtors, type PaymentGateway, paymentRoutes } from '../payments/index.ts'
import { planRoutes } from '../plans/index.ts'
import { disputeRoutes, jurorRoutes, questionBanksIn, reviewBoard } from '../review-board/index.ts'
import { isPlanOpen, sharingRoutes } from '../sharing/index.ts'
import { personDataParts } from './person-data.ts'
import type { Stores } from './stores.ts'

export interface RouteTools {
  readonly files: Stores['files']
  readonly log: TileStore
  readonly publisher: LogPublisher
  readonly gateway: PaymentGateway
  /** Where payers agree to be debited. */
  readonly agreeAt: AgreementPlace
  readonly sender: MessageSender
  /** Shown at /demo/inbox; null where real messages are sent. */
  readonly inbox: DemoInbox | null
  /** The address by which people reach the platform. */
  readonly origin: string
}

/** The API: the routes of all parts. The server serves them, and the OpenAPI document is made of them. */
export function platformRoutes(platform: Platform, tools: RouteTools): readonly Routes[] {
  const { agreeAt, files, gateway, inbox, log, origin, publisher, sender } = tools
  const party = { id: new URL(origin).hostname, origin, name: 'Tongzhou' }
  return [
    identityRoutes({ sender, party, demoInbox: inbox, personData: personDataParts }),
    planRoutes,
    participantRoutes({ ...defaultJoining, isOpenToJoiners: isPlanOpen }, claimantOfCase),
    attestationRoutes({ isKnownCase }),
    claimRoutes(files, log, reviewBoard(platform)),
    reviewDeskRoutes(files),
    disputeRoutes(files, debtors()),
    jurorRoutes({ debtors: debtors(), questionBanks: questionBanksIn() }),
    submissionRoutes,
    sharingRoutes(log),
    paymentRoutes(gateway, agreeAt),
    dashboardRoutes,
    logRoutes(log, publisher),
  ]
}
