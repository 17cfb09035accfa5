import { useQuery } from '@tanstack/react-query'
import { getPeopleByPersonIdJurorsOptions } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Card } from '../ui/card.tsx'
import { Answer } from '../ui/states.tsx'
import { once } from './once.ts'

/** Whether a person is a juror, and the way to suspend them: from the person to the number, and never back. */
export function JurorCard({ personId }: { readonly personId: string }) {
  const { t } = useTranslation('participants')
  const jurors = useQuery({ ...getPeopleByPersonIdJurorsOptions({ path: { personId } }), ...once })
  return (
    <Card title={t('juror.title')}>
      <Answer query={jurors}>
        {(list) =>
          list.length === 0 ? (
            <p className="soft">{t('juror.none')}</p>
          ) : (
            <>
              <ul className="plain-list">
                {list.map(({ jurorId, plan, status }) => (
                  <li className="row" key={jurorId}>
                    <span className="tag" data-tone={status === 'suspended' ? 'wrong' : undefined}>
                      {t(`juror.status.${status}`)}
                    </span>
                    <span>{t('juror.juror', { number: jurorId, plan })}</span>
                    {status === 'suspended' ? null : (
                      <Link
                        to={`/jurors?plan=${encodeURIComponent(plan)}&juror=${jurorId}`}
                        aria-label={t('juror.suspend-label', { number: jurorId })}
                      >
                        {t('juror.suspend')}
                      </Link>
                    )}
                  </li>
                ))}
              </ul>
              <p className="soft">{t('juror.kept')}</p>
            </>
          )
        }
      </Answer>
    </Card>
  )
}
