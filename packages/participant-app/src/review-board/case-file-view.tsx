import { useQuery } from '@tanstack/react-query'
import { useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Action } from '../ui/action.tsx'
import { Card } from '../ui/card.tsx'
import { Moment } from '../ui/moment.tsx'
import { Answer } from '../ui/states.tsx'
import { type CaseFile, caseFileOf } from './case-file-query.ts'
import { Discussion } from './discussion.tsx'
import { IllnessName } from './illness-name.tsx'
import { Pages } from './pages.tsx'
import { Quiz } from './quiz.tsx'
import { ReceiptCard } from './receipt-card.tsx'
import './review-board.css'

/** The sealed case file: what it is about, both sides, the clause, the papers, then questions, ballot and discussion. */
export function CaseFileView({ dispute }: { readonly dispute: string }) {
  return <Answer query={useQuery(caseFileOf(dispute))}>{(file) => <Opened file={file} />}</Answer>
}

function Opened({ file }: { readonly file: CaseFile }) {
  const { t } = useTranslation('review-board')
  const { pick } = useLanguage()
  const { clause, closesAt, dispute, illness, juror, pages, plan, statements, status, summary } = file
  return (
    <>
      <Card title={<IllnessName plan={plan} illness={illness} />}>
        <p className="quoted">{summary}</p>
        {status === 'voting' && closesAt ? (
          <p>
            {t('case.closes')} <Moment at={closesAt} />
          </p>
        ) : null}
        {juror === null ? null : (
          <p className="soft">
            {t('case.pseudonym')} <span className="hash">{juror}</span>
          </p>
        )}
      </Card>
      <div className="both-sides">
        <Card title={t('case.for')}>
          <p className="quoted">{statements.for}</p>
        </Card>
        <Card title={t('case.against')}>
          <p className="quoted">{statements.against}</p>
        </Card>
      </div>
      {clause ? (
        <Card title={t('clause', { clause: clause.id })}>
          <p>{pick(clause.text)}</p>
        </Card>
      ) : null}
      {pages.length === 0 ? null : <Pages dispute={dispute} pages={pages} />}
      {juror === null ? null : <Voting file={file} />}
      <Discussion dispute={dispute} mayPost={juror !== null && status === 'voting'} juror={juror} />
    </>
  )
}

function Voting({ file }: { readonly file: CaseFile }) {
  const { t } = useTranslation('review-board')
  const { ballot, dispute, quizPassed, status } = file
  const isOpen = status === 'voting'
  return (
    <>
      {isOpen && !quizPassed ? <Quiz dispute={dispute} questions={file.questions} /> : null}
      <ReceiptCard dispute={dispute} counted={ballot} />
      {isOpen && quizPassed ? (
        <Action kind={ballot === null ? 'main' : 'second'} to={`/board/cases/${dispute}/ballot`}>
          {t(ballot === null ? 'ballot.to' : 'ballot.change')}
        </Action>
      ) : null}
    </>
  )
}
