import { useInfiniteQuery } from '@tanstack/react-query'
import { getVerdictsByDisputeBallots } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Action } from '../ui/action.tsx'
import { Card } from '../ui/card.tsx'
import { FaultState, Loading } from '../ui/states.tsx'
import type { OpenedBallot } from './recount.ts'

const atOnce = 50

/** How each juror voted and why, by pseudonym. */
export function Reasons({ dispute }: { readonly dispute: string }) {
  const { t } = useTranslation('review-board')
  const ballots = useInfiniteQuery({
    queryKey: ['reasons', dispute],
    queryFn: async ({ pageParam: after }) => {
      const query = { after, limit: atOnce, sealed: false }
      return (await getVerdictsByDisputeBallots({ path: { dispute }, query, throwOnError: true })).data
    },
    initialPageParam: '',
    getNextPageParam: (last: readonly OpenedBallot[]) => (last.length < atOnce ? null : last.at(-1)!.juror),
  })
  if (ballots.error) return <FaultState fault={ballots.error} retry={ballots.refetch} />
  if (!ballots.data) return <Loading />
  const all = ballots.data.pages.flat()
  return (
    <>
      <h2>{t('verdict.reasons')}</h2>
      {all.map(({ ballot, choice, clause, juror, reason }) => (
        <Card key={juror}>
          <p>
            <strong>{t(`choices.${choice as 'pay'}`)}</strong>
            {clause === '' ? null : <> · {t('clause', { clause })}</>}
          </p>
          <p className="quoted">{reason === '' ? t('verdict.no-reasons') : reason}</p>
          <p className="soft hash">{juror}</p>
          <details className="fold">
            <summary>{t('receipt.hash')}</summary>
            <p className="hash">{ballot}</p>
          </details>
        </Card>
      ))}
      {ballots.hasNextPage ? (
        <Action kind="second" busy={ballots.isFetchingNextPage} onClick={() => void ballots.fetchNextPage()}>
          {t('verdict.more')}
        </Action>
      ) : null}
    </>
  )
}
