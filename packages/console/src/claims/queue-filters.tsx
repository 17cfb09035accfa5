import { useQuery } from '@tanstack/react-query'
import { provinces } from '@tongzhou/core'
import type { GetReviewQueueData } from '@tongzhou/web-client'
import { getPlansOptions, useLanguage } from '@tongzhou/web-client'
import { type RefObject, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { planTerms } from '../plan-terms.ts'
import { Choice } from '../ui/fields.tsx'

interface QueueFiltersProps {
  readonly query: GetReviewQueueData['query']
  readonly field: RefObject<HTMLInputElement | null>
  readonly change: (part: Record<string, string>) => void
}

/** Narrows a queue to what somebody can do: plan, illness (one's skill), region, what is free or one's own. */
export function QueueFilters({ change, field, query }: QueueFiltersProps) {
  const { t } = useTranslation('claims')
  const { pick } = useLanguage()
  const plans = useQuery(getPlansOptions()).data ?? []
  const plan = query.plan ?? plans[0]?.plan
  const terms = useQuery({ ...planTerms(plan ?? ''), enabled: plan !== undefined }).data
  const [text, setText] = useState(query.search ?? '')
  return (
    <search>
      <form
        className="filters"
        onSubmit={(event) => {
          event.preventDefault()
          change({ search: text.trim() })
        }}
      >
        <div className="field">
          <label htmlFor="search">{t('filters.search')}</label>
          <input
            id="search"
            type="search"
            ref={field}
            value={text}
            pattern="[0-9A-Za-z\-]*"
            maxLength={18}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        <Choice
          label={t('filters.order')}
          value={query.order ?? 'deadline'}
          onChange={(order) => change({ order })}
          options={(['deadline', 'risk', 'waiting', 'payout'] as const).map((order) => [
            order,
            t(`filters.orders.${order}`),
          ])}
        />
        <Choice
          label={t('filters.holder')}
          value={query.holder ?? 'all'}
          onChange={(holder) => change({ holder })}
          options={(['all', 'free', 'mine'] as const).map((holder) => [holder, t(`filters.holders.${holder}`)])}
        />
        <Choice
          label={t('filters.plan')}
          none={t('filters.any')}
          value={query.plan ?? ''}
          onChange={(code) => change({ plan: code, illness: '' })}
          options={plans.map((one) => [one.plan, pick(one.name)])}
        />
        <Choice
          label={t('filters.illness')}
          none={t('filters.any')}
          value={query.illness ?? ''}
          onChange={(illness) => change({ illness })}
          options={(terms?.cover.illnesses ?? []).map((one) => [one.code, pick(one.name)])}
        />
        <Choice
          label={t('filters.region')}
          none={t('filters.any')}
          value={query.region ?? ''}
          onChange={(region) => change({ region })}
          options={Object.entries(provinces).map(([code, name]) => [code, pick(name)])}
        />
      </form>
    </search>
  )
}
