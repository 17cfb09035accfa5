import { useQuery } from '@tanstack/react-query'
import { getJurorsCasesOptions } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { Page } from '../ui/page.tsx'
import { Answer } from '../ui/states.tsx'
import { CaseFileView } from './case-file-view.tsx'
import { SeatCard } from './seat-card.tsx'

/** One case: the seat first, then the file. The sides of a case, who have no seat, see the file at once. */
export default function CasePage() {
  const { dispute = '' } = useParams()
  const { t } = useTranslation('review-board')
  const cases = useQuery(getJurorsCasesOptions())
  return (
    <Page title={t('cases.case', { dispute })} back="/board">
      <Answer query={cases}>
        {(list) => {
          const mine = list.find((one) => one.dispute === dispute)
          return mine && !mine.seated ? <SeatCard mine={mine} /> : <CaseFileView dispute={dispute} />
        }}
      </Answer>
    </Page>
  )
}
