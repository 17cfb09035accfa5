import { useQuery } from '@tanstack/react-query'
import { isProvinceCode, provinces } from '@tongzhou/core'
import { getPlansByPlanParticipantCountsOptions, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Answer } from '../ui/states.tsx'
import { Chart } from './chart.tsx'

interface Group {
  readonly name: string
  readonly count: number
}

/** The participants of the newest count by age, province and stated income; the same as everybody sees. */
export function PeopleCards({ plan }: { readonly plan: string }) {
  const { i18n, t } = useTranslation('dashboard')
  const { pick } = useLanguage()
  const counts = useQuery(getPlansByPlanParticipantCountsOptions({ path: { plan } }))
  const incomeName = (band: string) => {
    const key = `dashboard:people.incomes.${band}`
    return i18n.exists(key) ? i18n.t(key as never) : band
  }
  return (
    <Answer query={counts}>
      {({ byAge, byIncome, byRegion }) => (
        <>
          <PeopleCard
            plan={plan}
            division="age"
            groups={byAge.map(({ ageBand, count }) => ({ name: ageBand, count }))}
          />
          <PeopleCard
            plan={plan}
            division="region"
            groups={byRegion
              .toSorted((one, other) => other.count - one.count)
              .map(({ count, region }) => ({
                name: region === null ? t('people.abroad') : isProvinceCode(region) ? pick(provinces[region]) : region,
                count,
              }))}
          />
          <PeopleCard
            plan={plan}
            division="income"
            groups={byIncome.map(({ count, incomeBand }) => ({
              name: incomeBand === null ? t('people.not-stated') : incomeName(incomeBand),
              count,
            }))}
          />
        </>
      )}
    </Answer>
  )
}

interface PeopleCardProps {
  readonly plan: string
  readonly division: 'age' | 'region' | 'income'
  readonly groups: readonly Group[]
}

function PeopleCard({ division, groups, plan }: PeopleCardProps) {
  const { t } = useTranslation('dashboard')
  const { language } = useLanguage()
  const number = new Intl.NumberFormat(language)
  return (
    <Chart
      title={t(`people.${division}`)}
      file={`${plan}-${division}`}
      series={[t('people.count')]}
      columns={[t('people.group'), t('people.count')]}
      top={number.format(groups.reduce((most, { count }) => Math.max(most, count), 0))}
      rows={groups.map(({ count, name }) => ({ name, bars: [count], cells: [number.format(count)] }))}
    />
  )
}
