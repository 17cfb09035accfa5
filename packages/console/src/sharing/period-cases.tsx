import type { GetPlansByPlanPeriodsByPeriodCasesResponse } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Amount } from '../ui/amount.tsx'
import { Card } from '../ui/card.tsx'
import { IllnessName } from '../ui/illness-name.tsx'
import { RegionName } from '../ui/region-name.tsx'
import { TableWrap } from '../ui/table-wrap.tsx'

interface PeriodCasesProps {
  readonly plan: string
  readonly cases: GetPlansByPlanPeriodsByPeriodCasesResponse
}

/** The public cases of a period, as everybody sees them. */
export function PeriodCases({ cases, plan }: PeriodCasesProps) {
  const { t } = useTranslation('sharing')
  return (
    <Card title={t('cases.title', { count: cases.length })}>
      {cases.length === 0 ? (
        <p className="soft">{t('cases.none')}</p>
      ) : (
        <TableWrap label={t('cases.title', { count: cases.length })}>
          <table className="table">
            <thead>
              <tr>
                <th>{t('cases.reference')}</th>
                <th>{t('cases.illness')}</th>
                <th>{t('cases.region')}</th>
                <th className="number">{t('steps.payouts.name')}</th>
                <th>{t('periods.status')}</th>
              </tr>
            </thead>
            <tbody>
              {cases.map((one) => (
                <tr key={one.caseReference}>
                  <td>{one.caseReference}</td>
                  <td>
                    <IllnessName illness={one.illness} plan={plan} />
                  </td>
                  <td>{one.region ? <RegionName region={one.region} /> : '–'}</td>
                  <td className="number">
                    <Amount fen={one.payoutFen} />
                  </td>
                  <td>{t(`case-status.${one.status as 'published'}`)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableWrap>
      )}
    </Card>
  )
}
