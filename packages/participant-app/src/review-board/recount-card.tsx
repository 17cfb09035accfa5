import { useMutation } from '@tanstack/react-query'
import type { GetVerdictsByDisputeResponse } from '@tongzhou/web-client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Action } from '../ui/action.tsx'
import { Card } from '../ui/card.tsx'
import { FaultState } from '../ui/states.tsx'
import { CountsPicture } from './counts-picture.tsx'
import { type Recount, recountAll } from './recount.ts'

/** Opens all sealed ballots in this browser, and says whether they add up to the verdict. */
export function RecountCard({ verdict }: { readonly verdict: GetVerdictsByDisputeResponse }) {
  const { t } = useTranslation('review-board')
  const [seen, setSeen] = useState(0)
  const recount = useMutation({ mutationFn: () => recountAll(verdict.dispute, setSeen) })
  return (
    <Card title={t('recount.title')}>
      <p>{t('recount.text')}</p>
      {recount.data ? null : (
        <Action kind="second" busy={recount.isPending} onClick={() => recount.mutate()}>
          {t('recount.start')}
        </Action>
      )}
      <div role="status">
        {recount.isPending ? <p>{t('recount.seen', { count: seen })}</p> : null}
        {recount.data ? <Found found={recount.data} verdict={verdict} /> : null}
      </div>
      {recount.error ? <FaultState fault={recount.error} retry={() => recount.mutate()} /> : null}
    </Card>
  )
}

interface FoundProps {
  readonly found: Recount
  readonly verdict: GetVerdictsByDisputeResponse
}

function Found({ found, verdict }: FoundProps) {
  const { t } = useTranslation('review-board')
  const { doNotPay, invalid, pay, wrong } = found
  const isSame = pay === verdict.pay && doNotPay === verdict.doNotPay && invalid === verdict.invalid
  const isRight = isSame && wrong.length === 0
  return (
    <Card tone={isRight ? 'good' : 'wrong'} title={t(isRight ? 'recount.same' : 'recount.differs')}>
      <CountsPicture verdict={found} />
      <p>{t(isRight ? 'recount.same-text' : 'recount.differs-text')}</p>
      {wrong.length === 0 ? null : (
        <ul className="points">
          {wrong.map((juror) => (
            <li key={juror} className="hash">
              {juror}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
