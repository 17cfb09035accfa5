import { useQuery } from '@tanstack/react-query'
import type { GetPlansByPlanBoardResponse } from '@tongzhou/web-client'
import { getPlansByPlanBoardOptions, getPlansByPlanBoardServingOptions, useLanguage, useMe } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { Card, Facts } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { ForPlan } from '../ui/plan-choice.tsx'
import { Answer } from '../ui/states.tsx'
import { AppealsCard } from './appeals-card.tsx'
import { DisputesCard, PanelsCard } from './disputes-cards.tsx'
import { SuspendCard } from './suspend-card.tsx'
import './review-board.css'

export type BoardOfPlan = GetPlansByPlanBoardResponse

/** How the board of a plan stands, in counts; for operators, appeals and suspensions too. */
export default function JurorsPage() {
  const { t } = useTranslation('review-board')
  const me = useMe()
  const isOperator = me?.roles.includes('operator') ?? false
  const juror = /^[1-9][0-9]{0,17}$/.exec(useSearchParams()[0].get('juror') ?? '')?.[0] ?? ''
  const suspends = isOperator ? <SuspendCard key={juror} juror={juror} /> : null
  return (
    <Page title={t('title')}>
      <p>{t('how')}</p>
      {juror === '' ? null : suspends}
      <ForPlan>{(plan) => <Figures key={plan} plan={plan} />}</ForPlan>
      {isOperator ? (
        <>
          <AppealsCard />
          {juror === '' ? suspends : null}
        </>
      ) : null}
    </Page>
  )
}

function Figures({ plan }: { readonly plan: string }) {
  const board = useQuery(getPlansByPlanBoardOptions({ path: { plan } }))
  return (
    <Answer query={board}>
      {(figures) => (
        <>
          <div className="board-cards">
            <StandingCard board={figures} plan={plan} />
            <ExamsCard board={figures} />
            <CareCard board={figures} />
          </div>
          <DisputesCard board={figures} />
          <PanelsCard board={figures} />
        </>
      )}
    </Answer>
  )
}

interface CardProps {
  readonly board: BoardOfPlan
}

function StandingCard({ board, plan }: CardProps & { readonly plan: string }) {
  const { t } = useTranslation('review-board')
  const count = useCount()
  const { active, left, paused, suspended } = board.jurors
  // Everybody's debts are asked for it: it comes when it comes, and holds nothing up.
  const serving = useQuery(getPlansByPlanBoardServingOptions({ path: { plan } }))
  return (
    <Card title={t('standing.title')}>
      <Facts
        facts={[
          [t('standing.active'), count(active)],
          [
            t('standing.may-serve'),
            <strong key="may">{serving.data ? count(serving.data.mayServe) : serving.isError ? '?' : '…'}</strong>,
          ],
          [t('standing.paused'), count(paused)],
          [t('standing.left'), count(left)],
          [t('standing.suspended'), count(suspended)],
          [t('standing.appeals'), count(board.appealsWaiting)],
        ]}
      />
      <p className="soft">{t('standing.may-serve-means')}</p>
    </Card>
  )
}

function ExamsCard({ board }: CardProps) {
  const { t } = useTranslation('review-board')
  const count = useCount()
  const share = useShare()
  const { failed, open, passed } = board.exams
  return (
    <Card title={t('exams.title')}>
      <p className="soft">{t('since', { days: board.daysCounted })}</p>
      <Facts
        facts={[
          [t('exams.passed'), `${count(passed)}${share(passed, passed + failed)}`],
          [t('exams.failed'), count(failed)],
          [t('exams.open'), count(open)],
        ]}
      />
    </Card>
  )
}

function CareCard({ board }: CardProps) {
  const { t } = useTranslation('review-board')
  const count = useCount()
  const share = useShare()
  const { controls, controlsRight, seats, voted } = board.services
  return (
    <Card title={t('care.title')}>
      <p className="soft">{t('since', { days: board.daysCounted })}</p>
      <Facts
        facts={[
          [t('care.seats'), count(seats)],
          [t('care.voted'), `${count(voted)}${share(voted, seats)}`],
          [t('care.controls'), count(controls)],
          [t('care.controls-right'), `${count(controlsRight)}${share(controlsRight, controls)}`],
          ...board.weights.map(({ jurors, weight }) => [t('care.tickets', { count: weight }), count(jurors)] as const),
        ]}
      />
      <p className="soft">{t('care.tickets-mean')}</p>
    </Card>
  )
}

export function useCount(): (value: number) => string {
  const { language } = useLanguage()
  return (value) => new Intl.NumberFormat(language).format(value)
}

/** ` (87 %)`, and nothing where there is nothing to compare with. */
function useShare(): (part: number, of: number) => string {
  const { language } = useLanguage()
  const format = new Intl.NumberFormat(language, { style: 'percent' })
  return (part, of) => (of === 0 ? '' : ` · ${format.format(part / of)}`)
}
