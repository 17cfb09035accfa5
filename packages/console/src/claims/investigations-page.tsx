import { useQuery } from '@tanstack/react-query'
import { getInvestigationsOptions } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { IllnessName } from '../ui/illness-name.tsx'
import { Waiting } from '../ui/moment.tsx'
import { Page } from '../ui/page.tsx'
import { RegionName } from '../ui/region-name.tsx'
import { Answer } from '../ui/states.tsx'
import './claims.css'

/** The field checks that are mine, longest waiting first. Made for a phone. */
export default function InvestigationsPage() {
  const { t } = useTranslation('claims')
  const checks = useQuery(getInvestigationsOptions())
  const now = Date.now()
  return (
    <Page title={t('investigations.title')} narrow>
      <Answer query={checks}>
        {(list) =>
          list.length === 0 ? (
            <p className="soft">{t('investigations.none')}</p>
          ) : (
            <ul className="plain-list">
              {list.map((one) => (
                <li key={one.caseReference}>
                  <Link className="card" to={`/investigations/${one.caseReference}`}>
                    <b>{one.caseReference}</b>
                    <span>
                      <IllnessName illness={one.illness} plan={one.plan} />
                      {one.region ? (
                        <>
                          {' · '}
                          <RegionName region={one.region} />
                        </>
                      ) : null}
                    </span>
                    <span className="soft">
                      {t('investigations.waits')} <Waiting since={one.statusSince} now={now} />
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Page>
  )
}
