import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getPlansByPlanDecisionsOptions, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { Answer } from '../ui/states.tsx'
import { Bars } from './bars.tsx'
import { type DecisionLine, decisionsFile, disputedShare, readAllDecisions, refusedShare } from './figures-files.ts'
import { Pages } from './pages.tsx'
import { SaveButtons } from './save-buttons.tsx'

const pageSize = 12

/** How many claims were refused and disputed, period by period, newest first. */
export function DecisionsCard({ plan }: { readonly plan: string }) {
  const { t } = useTranslation('figures')
  const [search] = useSearchParams()
  const at = Math.max(1, Number(search.get('page')) || 1)
  const query = { limit: pageSize + 1, offset: (at - 1) * pageSize }
  const decisions = useQuery({
    ...getPlansByPlanDecisionsOptions({ path: { plan }, query }),
    placeholderData: keepPreviousData,
  })
  return (
    <Card title={t('decisions.title')}>
      <p>{t('decisions.what')}</p>
      <Answer query={decisions}>
        {(lines) => (
          <>
            <RefusedChart lines={lines.slice(0, pageSize)} />
            <ul className="period-list">
              {lines.slice(0, pageSize).map((line) => (
                <li key={line.period ?? 'now'}>
                  <Decisions line={line} />
                </li>
              ))}
            </ul>
            <Pages label={t('decisions.pages')} at={at} hasOlder={lines.length > pageSize} />
          </>
        )}
      </Answer>
      <h3>{t('decisions.save')}</h3>
      <SaveButtons
        name={`${plan}-decisions`}
        write={async (form) => decisionsFile(await readAllDecisions(plan), form)}
      />
    </Card>
  )
}

/** A share as people read it: `12.5%`; a dash where nothing was decided. */
function usePercent() {
  const { language } = useLanguage()
  const format = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 })
  return (share: number | null) => (share === null ? '–' : format.format(share))
}

function RefusedChart({ lines }: { readonly lines: readonly DecisionLine[] }) {
  const { t } = useTranslation('figures')
  const percent = usePercent()
  const decided = lines.filter((line) => refusedShare(line) !== null)
  if (decided.length === 0) return <p>{t('decisions.none')}</p>
  return (
    <Bars
      caption={t('decisions.chart')}
      columns={[t('people.group'), t('decisions.refused-rate')]}
      bars={decided.map((line) => ({
        key: line.period ?? 'now',
        name: line.period ?? t('decisions.now'),
        size: refusedShare(line) ?? 0,
        value: percent(refusedShare(line)),
      }))}
    />
  )
}

function Decisions({ line }: { readonly line: DecisionLine }) {
  const { t } = useTranslation('figures')
  const percent = usePercent()
  const { approved, disputed, filed, fromDay, period, refused, rejected, untilDay, upheld } = line
  return (
    <>
      <h3>{period === null ? t('decisions.now') : t('decisions.period', { period })}</h3>
      <p className="soft">
        {fromDay === null ? null : (
          <>
            {t('decisions.from')} <CalendarDay day={fromDay} />{' '}
          </>
        )}
        {untilDay === null ? null : (
          <>
            {t('decisions.until')} <CalendarDay day={untilDay} />
          </>
        )}
      </p>
      <Facts
        facts={[
          [t('decisions.filed'), filed],
          [t('decisions.approved'), approved],
          [t('decisions.refused'), refused],
          [t('decisions.refused-rate'), percent(refusedShare(line))],
          [t('decisions.disputed'), disputed],
          [t('decisions.disputed-rate'), percent(disputedShare(line))],
          [t('decisions.upheld'), upheld],
          [t('decisions.rejected'), rejected],
        ]}
      />
    </>
  )
}
