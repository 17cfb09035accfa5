import { useQuery } from '@tanstack/react-query'
import type { GetLogStateResponse } from '@tongzhou/web-client'
import { getLogPolicy, getLogStateOptions } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Card, Facts } from '../ui/card.tsx'
import { Moment } from '../ui/moment.tsx'
import { Page } from '../ui/page.tsx'
import { Answer } from '../ui/states.tsx'
import { TableWrap } from '../ui/table-wrap.tsx'
import './journal.css'

type State = GetLogStateResponse

/** How the log stands, which member is how far behind, what is wrong, and the policy by which anyone checks. */
export default function ConsortiumPage() {
  const { t } = useTranslation('journal')
  const state = useQuery({ ...getLogStateOptions(), refetchInterval: 10_000 })
  const policy = useQuery({
    queryKey: ['log-policy'],
    queryFn: async () => String((await getLogPolicy({ parseAs: 'text', throwOnError: true })).data),
  })
  return (
    <Page title={t('title')}>
      <Answer query={state}>
        {(standing) => (
          <>
            <Alarms standing={standing} />
            <Card title={t('log.title')}>
              <Facts
                facts={[
                  [t('log.origin'), standing.origin],
                  [t('log.signed'), String(standing.signedSize)],
                  [t('log.final'), String(standing.finalSize)],
                  [t('log.quorum'), t('log.of', { quorum: standing.quorum, members: standing.members.length })],
                ]}
              />
            </Card>
            {standing.members.length === 0 ? (
              <p className="soft">{t('members.none')}</p>
            ) : (
              <Members standing={standing} />
            )}
          </>
        )}
      </Answer>
      <Card title={t('policy.title')}>
        <p className="soft">{t('policy.how')}</p>
        <Answer query={policy}>{(text) => <pre className="policy">{text}</pre>}</Answer>
      </Card>
    </Page>
  )
}

/** Nothing is final while the log has stopped, or while fewer members than the quorum keep up. */
function Alarms({ standing }: { readonly standing: State }) {
  const { t } = useTranslation('journal')
  const troubled = standing.members.filter(({ trouble }) => trouble !== null)
  if (standing.stopped === null && troubled.length === 0) {
    return (
      <Card title={t('alarms.title')}>
        <p>{t('alarms.none')}</p>
      </Card>
    )
  }
  const held = standing.stopped !== null || standing.members.length - troubled.length < standing.quorum
  return (
    <Card title={t('alarms.title')} tone={held ? 'wrong' : 'heed'}>
      {held ? <p>{t('alarms.held')}</p> : <p>{t('alarms.goes-on')}</p>}
      {standing.stopped === null ? null : (
        <p>
          {t('alarms.stopped')} {standing.stopped}
        </p>
      )}
      <ul className="plain-list">
        {troubled.map(({ name, trouble }) => (
          <li key={name}>
            <b>{name}</b> {t(`troubles.${trouble!.kind}`)} <code>{trouble!.detail}</code>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Members({ standing }: { readonly standing: State }) {
  const { t } = useTranslation('journal')
  return (
    <TableWrap label={t('members.title')}>
      <table className="table">
        <thead>
          <tr>
            <th>{t('members.name')}</th>
            <th className="number">{t('members.size')}</th>
            <th className="number">{t('members.lag')}</th>
            <th>{t('members.at')}</th>
            <th>{t('members.state')}</th>
          </tr>
        </thead>
        <tbody>
          {standing.members.map(({ cosignedAt, cosignedSize, name, trouble }) => {
            const lag = standing.signedSize - (cosignedSize ?? 0)
            const tone = trouble !== null ? 'wrong' : lag > 0 ? 'heed' : 'good'
            return (
              <tr key={name}>
                <td>{name}</td>
                <td className="number">{cosignedSize ?? '–'}</td>
                <td className="number">{lag}</td>
                <td>{cosignedAt ? <Moment at={cosignedAt} /> : '–'}</td>
                <td>
                  <span className="tag" data-tone={tone}>
                    {t(`members.states.${tone}`)}
                  </span>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </TableWrap>
  )
}
