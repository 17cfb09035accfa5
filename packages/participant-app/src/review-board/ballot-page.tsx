import { useQuery } from '@tanstack/react-query'
import { getPlansByPlanVersionsByVersionOptions } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import type { PlanTerms } from '../plan-in-force.ts'
import { Page } from '../ui/page.tsx'
import { Answer, Empty } from '../ui/states.tsx'
import { BallotForm } from './ballot-form.tsx'
import { type CaseFile, caseFileOf } from './case-file-query.ts'
import './review-board.css'

/** The ballot: for paying or not, the clause it rests on, reasons in words. */
export default function BallotPage() {
  const { dispute = '' } = useParams()
  const { t } = useTranslation('review-board')
  const file = useQuery(caseFileOf(dispute))
  return (
    <Page title={t('ballot.title')} back={`/board/cases/${dispute}`}>
      <Answer query={file}>{(opened) => <Ballot file={opened} />}</Answer>
    </Page>
  )
}

function Ballot({ file }: { readonly file: CaseFile }) {
  const { t } = useTranslation('review-board')
  const path = { plan: file.plan, version: file.rulesVersion }
  const rules = useQuery(getPlansByPlanVersionsByVersionOptions({ path } as never))
  if (file.juror === null || file.status !== 'voting' || !file.quizPassed) return <Empty>{t('ballot.not-now')}</Empty>
  return <Answer query={rules}>{(terms) => <BallotForm file={file} clauses={(terms as PlanTerms).clauses} />}</Answer>
}
