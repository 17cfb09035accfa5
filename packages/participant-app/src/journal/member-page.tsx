import { useQuery } from '@tanstack/react-query'
import type { GetLogStateResponse } from '@tongzhou/web-client'
import { getLogStateOptions } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { publishedPolicy } from '../published-log.ts'
import { Card, Facts } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { Answer, Empty } from '../ui/states.tsx'
import { memberInPolicy } from './member-in-policy.ts'
import { Moment } from './moment.tsx'

/** A member of the consortium: what it does, how it stands, and the key by which to know it. */
export default function MemberPage() {
  const { member: name = '' } = useParams()
  const { t } = useTranslation('journal')
  const state = useQuery(getLogStateOptions())
  const policy = useQuery(publishedPolicy)
  return (
    <Page title={name} back="/public/log">
      <Answer query={state}>
        {(shown) => {
          const member = shown.members.find((one) => one.name === name)
          if (!member) return <Empty>{t('member.unknown')}</Empty>
          return (
            <>
              <p>{t('member.what')}</p>
              <Standing member={member} finalSize={shown.finalSize} />
              <Card title={t('member.key')}>
                <Answer query={policy}>{(file) => <Keys name={name} policy={file} />}</Answer>
              </Card>
            </>
          )
        }}
      </Answer>
      <Link className="link-row" to="/public/log/proven">
        {t('links.proven')}
      </Link>
    </Page>
  )
}

interface StandingProps {
  readonly member: GetLogStateResponse['members'][number]
  readonly finalSize: number
}

function Standing({ finalSize, member: { cosignedAt, cosignedSize, trouble } }: StandingProps) {
  const { t } = useTranslation('journal')
  const behind = Math.max(0, finalSize - (cosignedSize ?? 0))
  return (
    <Card title={t('member.state')} tone={trouble === null && behind === 0 ? 'good' : 'heed'}>
      <p>{trouble ? t(`troubles.${trouble.kind}`) : t('member.well')}</p>
      <p>{behind === 0 ? t('member.level') : t('member.behind', { count: behind })}</p>
      <Facts
        facts={[
          [t('members.cosigned'), cosignedSize ?? t('members.never')],
          ...(cosignedAt === null ? [] : [[t('members.at'), <Moment key="at" at={new Date(cosignedAt)} />] as const]),
        ]}
      />
    </Card>
  )
}

function Keys({ name, policy }: { readonly name: string; readonly policy: string }) {
  const { t } = useTranslation('journal')
  const { keys, url } = memberInPolicy(policy, name)
  return (
    <>
      {keys.map((key) => (
        <p key={key}>
          <code>{key}</code>
        </p>
      ))}
      {url === null ? null : <Facts facts={[[t('member.address'), url]]} />}
      <p>{t('member.trust')}</p>
    </>
  )
}
