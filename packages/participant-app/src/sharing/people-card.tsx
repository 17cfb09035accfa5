import { useQuery } from '@tanstack/react-query'
import type { GetPlansByPlanParticipantCountsResponse } from '@tongzhou/web-client'
import { getPlansByPlanParticipantCountsOptions, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card } from '../ui/card.tsx'
import { Answer } from '../ui/states.tsx'
import { Bars } from './bars.tsx'
import { peopleFile } from './figures-files.ts'
import { SaveButtons } from './save-buttons.tsx'

type Counts = GetPlansByPlanParticipantCountsResponse

/** How many take part, by age, province and stated income. */
export function PeopleCard({ plan }: { readonly plan: string }) {
  const { t } = useTranslation('figures')
  const counts = useQuery(getPlansByPlanParticipantCountsOptions({ path: { plan } }))
  return (
    <Card title={t('people.title')}>
      <Answer query={counts}>
        {(counted) => (counted.day === null ? <p>{t('people.none')}</p> : <People counts={counted} plan={plan} />)}
      </Answer>
    </Card>
  )
}

function People({ counts, plan }: { readonly counts: Counts; readonly plan: string }) {
  const { i18n, t } = useTranslation('figures')
  const { language } = useLanguage()
  const number = new Intl.NumberFormat(language)
  const { byAge, byIncome, byRegion, day, total } = counts
  const bar = (name: string, count: number) => ({ key: name, name, size: count, value: number.format(count) })
  /** Codes that this app does not know yet stand as they are. */
  const known = (chapter: string, text: string, code: string) => {
    const key = `${chapter}:${text}`
    return i18n.exists(key, { lng: language }) ? i18n.t(key as never) : code
  }
  const divisions = [
    [t('people.age'), byAge.map(({ ageBand, count }) => bar(ageBand, count))],
    [
      t('people.region'),
      byRegion
        .toSorted((one, other) => other.count - one.count)
        .map(({ count, region }) =>
          bar(region === null ? t('people.abroad') : known('sharing', `regions.${region}`, region), count),
        ),
    ],
    [
      t('people.income'),
      byIncome.map(({ count, incomeBand }) =>
        bar(
          incomeBand === null ? t('people.not-stated') : known('figures', `people.incomes.${incomeBand}`, incomeBand),
          count,
        ),
      ),
    ],
  ] as const
  const shown = divisions.filter(([, bars]) => bars.length > 0)
  return (
    <>
      <p>
        {t('people.total')} <CalendarDay day={day!} />
      </p>
      <p className="large-figure">{number.format(total)}</p>
      {shown.length === 0 ? <p>{t('people.none-shown')}</p> : null}
      {shown.map(([caption, bars]) => (
        <Bars key={caption} caption={caption} columns={[t('people.group'), t('people.count')]} bars={bars} />
      ))}
      <p className="soft">{t('people.hidden')}</p>
      <h3>{t('save.people')}</h3>
      <SaveButtons name={`${plan}-participants`} write={(form) => peopleFile(counts, form)} />
    </>
  )
}
