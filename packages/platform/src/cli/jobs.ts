import { keepRiskScores } from '../claims/index.ts'
import { expireUploads, sweepFiles } from '../evidence/index.ts'
import type { MessageSender } from '../identity/index.ts'
import { type LogPublisher, sequenceAll } from '../journal/index.ts'
import { handleNotices, type PaymentGateway, sendMessages } from '../payments/index.ts'
import { type BoardTools, conductDisputes } from '../review-board/index.ts'
import { workOfDay } from './days-work.ts'
import { nightlyCheck } from './nightly-check.ts'
import type { OpenPlatform } from './open-platform.ts'
import type { Job } from './repeated-jobs.ts'
import type { Stores } from './stores.ts'

export interface JobTools {
  readonly stores: Stores
  readonly gateway: PaymentGateway
  readonly sender: MessageSender
  readonly board: BoardTools
  readonly publisher: LogPublisher
}

/** What runs again and again. Each may also run in another process of the same database. */
export function jobsOf(
  platform: OpenPlatform,
  { board, gateway, publisher, sender, stores }: JobTools,
): readonly Job[] {
  const { files, leafFile } = stores
  const { database, logger, settings } = platform
  return [
    {
      name: 'sequence',
      everySeconds: 0.5,
      work: async () => {
        await sequenceAll(platform, leafFile)
      },
    },
    {
      name: 'publish-log',
      everySeconds: 0.5,
      work: async () => {
        await publisher.publish()
      },
    },
    {
      name: 'board',
      everySeconds: 2,
      work: async () => {
        await conductDisputes(platform, board)
      },
    },
    {
      name: 'notices',
      everySeconds: 5,
      work: async () => {
        await handleNotices(platform, gateway)
      },
    },
    {
      name: 'day',
      everySeconds: settings.TONGZHOU_DAYS_WORK_SECONDS,
      work: async () => {
        for (const day of await workOfDay(platform, { gateway, leafFile })) {
          if (day.published.length + day.settled.length + day.agedOut + day.casesMoved > 0) logger.info(day, 'day done')
        }
      },
    },
    {
      name: 'risk-scores',
      everySeconds: 10,
      work: async () => {
        await keepRiskScores(platform, files)
      },
    },
    {
      name: 'messages',
      everySeconds: 10,
      work: async () => {
        await sendMessages(platform, sender)
      },
    },
    { name: 'nightly-check', everySeconds: 600, work: nightlyCheck(platform, stores) },
    {
      name: 'sweep-files',
      everySeconds: 3_600,
      work: async () => {
        await expireUploads(platform)
        await sweepFiles(database, files)
      },
    },
  ]
}

/** What a process without the jobs does all the same: it looks how the log stands, to tell whoever asks. */
export function watchingOf({ publisher }: Pick<JobTools, 'publisher'>): readonly Job[] {
  return [{ name: 'watch-log', everySeconds: 2, work: () => publisher.watch() }]
}
