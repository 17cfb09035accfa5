import type { GetClaimsByReferenceResponse } from '@tongzhou/web-client'
import { daysAfter } from '@tongzhou/web-client'

export type ClaimView = GetClaimsByReferenceResponse
export type TimelineStep = ClaimView['timeline'][number]

/** Whether the claimant may add papers now: before handing in, when asked, and for an appeal. */
export function takesPapers({ status, verdicts }: Pick<ClaimView, 'status' | 'verdicts'>): boolean {
  return status === 'collecting-evidence' || status === 'evidence-requested' || (status === 'refused' && verdicts > 0)
}

/** Statuses in which a claim can be taken back. */
const withdrawable = [
  'collecting-evidence',
  'desk-review',
  'evidence-requested',
  'investigation',
  'deciding',
  'second-approval',
  'approved',
  'published',
  'refused',
  'disputed',
]

export function mayWithdraw({ status }: Pick<ClaimView, 'status'>): boolean {
  return withdrawable.includes(status)
}

/** Who has to do what next, and by when. */
export interface NextStep {
  readonly who: 'you' | 'reviewer' | 'investigator' | 'board' | 'everyone' | 'platform' | 'payer' | 'nobody'
  readonly what: string
  readonly by: string | null
}

interface PeriodDays {
  readonly period: string
  readonly publicityDay: string
  readonly sharingDay: string
}

/** What a claim waits for. Days are the plan's: those of the claim itself, and of its calendar. */
export function nextStep(
  view: Pick<ClaimView, 'status' | 'evidenceDueOn' | 'disputeUntil' | 'period' | 'objectionsUntil'>,
  calendar: { readonly today: string; readonly periods: readonly PeriodDays[] } | undefined,
  payoutWithinDays: number | undefined,
): NextStep {
  const { status } = view
  const step = (who: NextStep['who'], by: string | null = null): NextStep => ({ who, what: status, by })
  switch (status) {
    case 'collecting-evidence':
      return step('you')
    case 'evidence-requested':
      return step('you', view.evidenceDueOn)
    case 'refused':
      return step('you', view.disputeUntil)
    case 'desk-review':
    case 'deciding':
    case 'second-approval':
      return step('reviewer')
    case 'investigation':
      return step('investigator')
    case 'approved':
      return step(
        'platform',
        calendar?.periods.find(({ publicityDay }) => publicityDay >= calendar.today)?.publicityDay ?? null,
      )
    case 'published':
      return step('everyone', view.objectionsUntil)
    case 'disputed':
      return step('board')
    case 'settled': {
      const shared = calendar?.periods.find(({ period }) => period === view.period)?.sharingDay
      return step('payer', shared && payoutWithinDays !== undefined ? daysAfter(shared, payoutWithinDays) : null)
    }
    default:
      return step('nobody')
  }
}

/** One line of the history: papers that came one after the other are one. */
export interface HistoryLine {
  readonly step: TimelineStep
  readonly papers: number
}

/** Newest first. */
export function historyOf(timeline: readonly TimelineStep[]): readonly HistoryLine[] {
  const lines: HistoryLine[] = []
  for (const step of timeline) {
    const before = lines.at(-1)
    if (step.kind === 'evidence-added' && before?.step.kind === 'evidence-added' && before.step.role === step.role) {
      lines[lines.length - 1] = { step, papers: before.papers + 1 }
    } else {
      lines.push({ step, papers: step.kind === 'evidence-added' ? 1 : 0 })
    }
  }
  return lines.toReversed()
}
