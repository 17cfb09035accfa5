import { postClaimsByReferenceRelease, postClaimsByReferenceTake, useMe } from '@tongzhou/web-client'
import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { IllnessName } from '../ui/illness-name.tsx'
import { Moment } from '../ui/moment.tsx'
import { Page } from '../ui/page.tsx'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { Answer, FaultState } from '../ui/states.tsx'
import { CaseFacts } from './case-facts.tsx'
import { ClaimantCard } from './claimant-card.tsx'
import { DecisionCard } from './decisions/decision-card.tsx'
import { FieldRecords } from './field-records.tsx'
import { LooksCard } from './looks-card.tsx'
import { PapersCard } from './papers-card.tsx'
import { queuePath, useNextCase } from './queue-place.ts'
import { LinksCard, RiskCard, RiskPoints, riskCard } from './risk-card.tsx'
import { TimelineCard } from './timeline-card.tsx'
import { type CaseView, type Desk, useCase, useCaseCommand } from './use-case.ts'
import { VerdictsCard } from './verdicts-card.tsx'
import './claims.css'

/** A case on one screen: who, what and since when on the left, the papers and what stands out in them in the middle, the decision on the right. */
export default function CasePage() {
  const { t } = useTranslation('claims')
  const reference = useParams().reference!
  const { desk, view } = useCase(reference)
  return (
    <Page title={t('case.title', { reference })} actions={<Link to={queuePath()}>{t('case.back')}</Link>}>
      <Answer query={view}>
        {(found) => <Answer query={desk}>{(work) => <CaseDesk key={reference} view={found} desk={work} />}</Answer>}
      </Answer>
    </Page>
  )
}

interface CaseDeskProps {
  readonly view: CaseView
  readonly desk: Desk
}

function CaseDesk({ desk, view }: CaseDeskProps) {
  const { t } = useTranslation('claims')
  const navigate = useNavigate()
  const [isDouble, setDouble] = useState(false)
  const next = useNextCase(view.caseReference)
  const isReviewer = useMe()?.roles.includes('reviewer') ?? false
  const shortcuts = useMemo(
    () => [
      { key: 'q', text: t('keys.queue'), press: () => void navigate(queuePath()) },
      { key: 'o', text: t('keys.next-case'), press: () => void next() },
      { key: 's', text: t('keys.double'), press: () => setDouble((was) => !was) },
      { key: 'd', text: t('keys.decide'), press: () => focusOn('decision') },
      { key: 'p', text: t('keys.papers'), press: () => focusOn('papers') },
      { key: 'w', text: t('keys.risk'), press: () => focusOn(riskCard) },
      { key: 'h', text: t('keys.history'), press: () => focusOn('timeline') },
    ],
    [t, navigate, next],
  )
  useShortcuts(shortcuts)
  return (
    <>
      <div className="case-head">
        <span className="tag" data-tone="good">
          {t(`status.${view.status as 'deciding'}`)}
        </span>
        <b>
          <IllnessName illness={view.illness} plan={view.plan} />
        </b>
        {isReviewer ? <TakeCase desk={desk} reference={view.caseReference} /> : null}
        <RiskPoints reference={view.caseReference} onOpen={() => focusOn(riskCard)} />
      </div>
      <div className="case-desk">
        <div className="case-side">
          <CaseFacts view={view} />
          <ClaimantCard claimant={desk.claimant} reference={view.caseReference} />
          <TimelineCard view={view} />
        </div>
        <section className="case-papers" id="papers" tabIndex={-1} aria-label={t('case.parts.papers')}>
          <PapersCard desk={desk} reference={view.caseReference} isDouble={isDouble} setDouble={setDouble} />
          <RiskCard reference={view.caseReference} />
          <LinksCard reference={view.caseReference} />
          <FieldRecords reference={view.caseReference} />
          <LooksCard papers={desk.papers} reference={view.caseReference} />
        </section>
        <section className="case-side" id="decision" tabIndex={-1} aria-label={t('case.parts.decision')}>
          {isReviewer ? <DecisionCard desk={desk} view={view} next={() => void next()} /> : null}
          <VerdictsCard reference={view.caseReference} plan={view.plan} />
        </section>
      </div>
    </>
  )
}

function focusOn(id: string): void {
  const place = document.getElementById(id)
  place?.focus()
  place?.scrollIntoView({ block: 'start' })
}

/** Who has the case. Whoever looks in without taking it is told that another works on it. */
function TakeCase({ desk, reference }: { readonly desk: Desk; readonly reference: string }) {
  const { t } = useTranslation('claims')
  const me = useMe()
  const path = { reference }
  const take = useCaseCommand((headers) => postClaimsByReferenceTake({ path, headers, throwOnError: true }))
  const release = useCaseCommand((headers) => postClaimsByReferenceRelease({ path, headers, throwOnError: true }))
  const { taken } = desk
  const isMine = taken?.personId === me?.personId
  const { mutate } = taken && isMine ? release : take
  const shortcuts = useMemo(() => [{ key: 't', text: t('keys.take'), press: () => mutate() }], [t, mutate])
  useShortcuts(shortcuts)
  const fault = take.error ?? release.error
  return (
    <>
      {taken === null ? (
        <span className="soft">{t('take.free')}</span>
      ) : (
        <span className="tag" data-tone={isMine ? 'good' : 'heed'}>
          {isMine ? t('take.mine') : t('take.other', { person: taken.name ?? taken.personId })}{' '}
          <Moment at={taken.until} />
        </span>
      )}
      {taken === null || isMine ? (
        <Button
          type={taken ? 'default' : 'primary'}
          loading={take.isPending || release.isPending}
          onClick={() => mutate()}
          aria-keyshortcuts="t"
        >
          {t(taken ? 'take.release' : 'take.take')}
        </Button>
      ) : null}
      {fault ? <FaultState fault={fault} /> : null}
    </>
  )
}
