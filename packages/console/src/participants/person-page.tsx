import { useQuery } from '@tanstack/react-query'
import { isProvinceCode } from '@tongzhou/core'
import type { GetPeopleByPersonIdResponse } from '@tongzhou/web-client'
import {
  getPeopleByPersonIdChargesOptions,
  getPeopleByPersonIdClaimsOptions,
  getPeopleByPersonIdOptions,
  useMe,
} from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { Amount } from '../ui/amount.tsx'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { IllnessName } from '../ui/illness-name.tsx'
import { Moment } from '../ui/moment.tsx'
import { Page } from '../ui/page.tsx'
import { RegionName } from '../ui/region-name.tsx'
import { Answer } from '../ui/states.tsx'
import { ArrearsCard } from './arrears-card.tsx'
import { CorrectionForm } from './correction-form.tsx'
import { JurorCard } from './juror-card.tsx'
import { once } from './once.ts'

type Person = GetPeopleByPersonIdResponse

/** One person. Finance sees what they owe, by their number; who they are is for operators and auditors. */
export default function PersonPage() {
  const { t } = useTranslation('participants')
  const personId = useParams().person ?? ''
  const roles = useMe()?.roles ?? []
  if (roles.includes('operator') || roles.includes('auditor')) return <WholePerson personId={personId} />
  return (
    <Page
      title={t('person.number', { number: personId })}
      actions={<Link to="/collections">{t('person.collections')}</Link>}
    >
      <p className="soft">{t('person.recorded')}</p>
      <ArrearsCard personId={personId} />
    </Page>
  )
}

/** Who they are, memberships with the family, bills, what is unpaid, claims, and what was corrected. */
function WholePerson({ personId }: { readonly personId: string }) {
  const { t } = useTranslation('participants')
  const me = useMe()
  const path = { personId }
  const person = useQuery({ ...getPeopleByPersonIdOptions({ path }), ...once })
  // Nobody corrects or suspends themselves.
  const acts = (me?.roles.includes('operator') ?? false) && me?.personId !== personId
  return (
    <Page
      title={person.data?.name ?? t('person.number', { number: personId })}
      actions={<Link to={`/audit?about=${personId}`}>{t('person.looks')}</Link>}
    >
      <p className="soft">{t('person.recorded')}</p>
      <Answer query={person}>
        {(one) => (
          <>
            <Card title={t('person.who')}>
              <Identity person={one} />
            </Card>
            <Memberships person={one} />
            <Claims personId={personId} />
            <ArrearsCard personId={personId} />
            <Bills personId={personId} />
            <Corrections person={one} />
            {acts ? (
              <>
                <JurorCard personId={personId} />
                <Card title={t('correct.title')}>
                  <CorrectionForm personId={personId} />
                </Card>
              </>
            ) : null}
          </>
        )}
      </Answer>
    </Page>
  )
}

function Identity({ person }: { readonly person: Person }) {
  const { t } = useTranslation('participants')
  const { birthDate, documentKinds, name, personId, phoneNumber, region, sex } = person
  return (
    <Facts
      facts={[
        [t('person.person'), personId],
        [t('person.name'), name ?? '–'],
        [t('person.phone'), phoneNumber ?? '–'],
        [t('person.born'), birthDate ? <CalendarDay key="born" day={birthDate} /> : '–'],
        [t('person.sex'), sex ? t(`sex.${sex as 'female'}`) : '–'],
        [t('person.region'), region && isProvinceCode(region) ? <RegionName key="region" region={region} /> : '–'],
        [
          t('person.documents'),
          documentKinds.map((kind) => t(`document.${kind as 'cn-resident-id'}`)).join(' ') || '–',
        ],
      ]}
    />
  )
}

function Memberships({ person }: { readonly person: Person }) {
  const { t } = useTranslation('participants')
  return (
    <Card title={t('memberships.title')}>
      {person.memberships.length === 0 ? <p className="soft">{t('memberships.none')}</p> : null}
      <ul className="plain-list">
        {person.memberships.map((one) => (
          <li className="row" key={one.participantId}>
            <span
              className="tag"
              data-tone={one.status === 'covered' ? 'good' : one.status === 'waiting' ? 'heed' : undefined}
            >
              {t(`memberships.status.${one.status}`)}
            </span>
            <span>
              {t('memberships.number', { number: one.participantId })} · {one.plan} · {one.name ?? '–'} ·{' '}
              {t(`relation.${one.relation as 'self'}`)}
            </span>
            <span className="soft">
              {t('memberships.joined')} <CalendarDay day={one.joinedOn} /> ·{' '}
              {one.endedOn ? (
                <>
                  {t('memberships.ended')} <CalendarDay day={one.endedOn} />
                  {one.endedReason ? ` · ${t(`ended.${one.endedReason}`)}` : ''}
                </>
              ) : (
                <>
                  {t('memberships.covered')} <CalendarDay day={one.coveredFrom} />
                </>
              )}
              {one.payer ? '' : ` · ${t('memberships.other-pays')}`}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Claims({ personId }: { readonly personId: string }) {
  const { t } = useTranslation('participants')
  const me = useMe()
  const claims = useQuery({ ...getPeopleByPersonIdClaimsOptions({ path: { personId } }), ...once })
  const opens = me?.roles.some((role) => role === 'auditor' || role === 'reviewer') ?? false
  return (
    <Card title={t('claims.title')}>
      <Answer query={claims}>
        {(list) =>
          list.length === 0 ? (
            <p className="soft">{t('claims.none')}</p>
          ) : (
            <ul className="plain-list">
              {list.map((one) => (
                <li key={one.caseReference}>
                  {opens ? <Link to={`/cases/${one.caseReference}`}>{one.caseReference}</Link> : one.caseReference} ·{' '}
                  <IllnessName illness={one.illness} plan={one.plan} /> · {t('claims.filed')}{' '}
                  <CalendarDay day={one.filedOn} /> · <Amount fen={one.payoutFen} />
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Card>
  )
}

/** Bills that are shown at once: a year of two a month. */
const billsShown = 24

function Bills({ personId }: { readonly personId: string }) {
  const { t } = useTranslation('participants')
  const bills = useQuery({ ...getPeopleByPersonIdChargesOptions({ path: { personId } }), ...once })
  return (
    <Card title={t('bills.title')}>
      <Answer query={bills}>
        {(list) => {
          const charges = list.flatMap(({ charges: own, participantId }) =>
            own.map((one) => ({ ...one, participantId })),
          )
          return charges.length === 0 ? (
            <p className="soft">{t('bills.none')}</p>
          ) : (
            <>
              <ul className="plain-list">
                {charges.slice(0, billsShown).map((one) => (
                  <li key={`${one.participantId}${one.plan}${one.period}`}>
                    {one.period} · {t('memberships.number', { number: one.participantId })} ·{' '}
                    {one.shareFen === null ? t('bills.open') : <Amount fen={one.shareFen} />}
                    {one.exempt ? ` · ${t('bills.exempt')}` : ''}
                  </li>
                ))}
              </ul>
              {charges.length > billsShown ? (
                <p className="soft">{t('bills.more', { count: charges.length - billsShown })}</p>
              ) : null}
            </>
          )
        }}
      </Answer>
    </Card>
  )
}

function Corrections({ person }: { readonly person: Person }) {
  const { t } = useTranslation('participants')
  return (
    <Card title={t('corrections.title')}>
      {person.corrections.length === 0 ? <p className="soft">{t('corrections.none')}</p> : null}
      <ul className="plain-list">
        {person.corrections.map((one) => (
          <li key={one.at}>
            <Moment at={one.at} /> · {t(`field.${one.field}`)} · {one.before ?? '–'} → {one.after}
            <div className="words">
              {one.reason} · {one.by ? t('person.number', { number: one.by }) : '–'}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  )
}
