import { useQuery } from '@tanstack/react-query'
import { getClaimsByReferenceLooksOptions } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Card } from '../ui/card.tsx'
import { Moment } from '../ui/moment.tsx'
import { Answer } from '../ui/states.tsx'
import type { Paper } from './use-case.ts'

const shownAtOnce = 8

/** Who looked at the papers: nobody looks without leaving a line here. */
export function LooksCard({ papers, reference }: { readonly papers: readonly Paper[]; readonly reference: string }) {
  const { t } = useTranslation('claims')
  const looks = useQuery({ ...getClaimsByReferenceLooksOptions({ path: { reference } }), refetchInterval: 30_000 })
  const names = new Map(papers.map(({ evidenceId, name }) => [evidenceId, name]))
  return (
    <Card title={t('looks.title')}>
      <Answer query={looks}>
        {(list) =>
          list.length === 0 ? (
            <p className="soft">{t('looks.none')}</p>
          ) : (
            <>
              <ul className="plain-list">
                {list.slice(0, shownAtOnce).map((look) => (
                  <li key={`${look.at}${look.evidenceId}${look.personId}`}>
                    <Moment at={look.at} /> · {look.name ?? t('looks.person', { person: look.personId })} ·{' '}
                    {t(`roles.${look.role as 'reviewer'}`)} · {names.get(look.evidenceId)} ·{' '}
                    {t(`looks.shown.${look.shown as 'copy'}`)}
                  </li>
                ))}
              </ul>
              {list.length > shownAtOnce ? (
                <p className="soft">{t('looks.more', { count: list.length - shownAtOnce })}</p>
              ) : null}
            </>
          )
        }
      </Answer>
    </Card>
  )
}
