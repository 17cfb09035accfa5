import { useQuery } from '@tanstack/react-query'
import type { GetLogStateResponse } from '@tongzhou/web-client'
import { getLogStateOptions } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Card, Facts } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { Answer } from '../ui/states.tsx'
import { Moment } from './moment.tsx'
import { SignaturesCard } from './signatures-card.tsx'

/** The log as anyone may look at it: its newest state, who countersigned it, and how each member stands. */
export default function LogPage() {
  const { t } = useTranslation('journal')
  const state = useQuery(getLogStateOptions())
  return (
    <Page title={t('title')} back="/public">
      <p>{t('what')}</p>
      <SignaturesCard />
      <Answer query={state}>{(shown) => <Members state={shown} />}</Answer>
      <Card title={t('links.title')}>
        <Link className="link-row" to="/public/log/proven">
          {t('links.proven')}
        </Link>
        <a className="link-row" href="/check">
          {t('links.proof')}
        </a>
        <a className="link-row" href="/log/checkpoint">
          {t('links.checkpoint')}
        </a>
        <a className="link-row" href="/log/policy">
          {t('links.policy')}
        </a>
      </Card>
    </Page>
  )
}

function Members({ state }: { readonly state: GetLogStateResponse }) {
  const { t } = useTranslation('journal')
  return (
    <Card title={t('members.title')}>
      {state.stopped === null ? null : (
        <p className="field-wrong" role="alert">
          {t('stopped')} {state.stopped}
        </p>
      )}
      {state.members.length === 0 ? <p>{t('members.alone')}</p> : null}
      <Facts
        facts={[
          [t('quorum'), state.quorum],
          [t('written'), state.signedSize],
        ]}
      />
      {state.members.map(({ cosignedAt, cosignedSize, name, trouble }) => (
        <section key={name} className="stack">
          <h3>{name}</h3>
          <Facts
            facts={[
              [t('members.cosigned'), cosignedSize ?? t('members.never')],
              ...(cosignedAt === null
                ? []
                : [[t('members.at'), <Moment key="at" at={new Date(cosignedAt)} />] as const]),
              [t('members.trouble'), trouble ? t(`troubles.${trouble.kind}`) : t('members.none')],
            ]}
          />
          <Link className="link-row" to={`/public/log/members/${encodeURIComponent(name)}`}>
            {t('members.page', { name })}
          </Link>
        </section>
      ))}
    </Card>
  )
}
