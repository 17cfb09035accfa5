import { useQuery } from '@tanstack/react-query'
import { getPlansOptions, useLanguage, useMe } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { signInPath } from '../session/sign-in-path.ts'
import { Action } from '../ui/action.tsx'
import { Card } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { Answer } from '../ui/states.tsx'

/** The first page of somebody new: what this is, and the plans that there are. */
export default function PlansToJoinPage() {
  const { t } = useTranslation('participants')
  const { pick } = useLanguage()
  const plans = useQuery(getPlansOptions())
  const me = useMe()
  return (
    <Page title={t('plans.title')}>
      <p>{t('plans.what')}</p>
      <Answer query={plans}>
        {(list) =>
          list
            .filter(({ inForce }) => inForce !== null)
            .map(({ name, plan, summary }) => (
              <Card key={plan} title={pick(name)}>
                <p>{pick(summary)}</p>
                <Link className="link-row" to={`/join/${plan}`}>
                  {t('plans.look', { plan: pick(name) })}
                </Link>
              </Card>
            ))
        }
      </Answer>
      {me === null ? (
        <Action kind="second" to={signInPath('/')}>
          {t('plans.sign-in')}
        </Action>
      ) : null}
    </Page>
  )
}
