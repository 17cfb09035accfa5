import { useLanguage } from '@tongzhou/web-client'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { faultsAt, usePlanEditing } from './plan-editing.ts'
import { listAt, valueAt } from './plan-text.ts'
import { FieldFaults, NumberTerm, useTermName } from './term-fields.tsx'

const tiers = ['cover', 'payoutTiers'] as const
const mildForms = ['cover', 'mildForms'] as const

/** The payout by age, one tier a row. */
export function TiersTerms() {
  const { t } = useTranslation('plans')
  const name = useTermName()
  const { faults, plan, set } = usePlanEditing()
  const list = listAt(plan, tiers)
  const add = () => {
    const last = list.at(-1)
    const fromAgeYears = typeof last?.toAgeYears === 'number' ? last.toAgeYears + 1 : 0
    set(tiers, [...list, { fromAgeYears, toAgeYears: fromAgeYears + 9, payoutFen: last?.payoutFen ?? 100 }])
  }
  return (
    <fieldset>
      <legend>{name('payoutTiers')}</legend>
      <FieldFaults
        faults={[...faultsAt(faults, tiers), ...list.flatMap((_, at) => faultsAt(faults, [...tiers, at]))]}
      />
      {list.map((_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a tier is its place
        <div key={at} className="tier">
          <NumberTerm path={[...tiers, at, 'fromAgeYears']} />
          <NumberTerm path={[...tiers, at, 'toAgeYears']} />
          <NumberTerm path={[...tiers, at, 'payoutFen']} scale="hundredths" unit={t('units.yuan')} />
          <Button
            aria-label={t('tiers.remove-one', { number: at + 1 })}
            onClick={() =>
              set(
                tiers,
                list.filter((_tier, other) => other !== at),
              )
            }
          >
            {t('tiers.remove')}
          </Button>
        </div>
      ))}
      <div>
        <Button onClick={add}>{t('tiers.add')}</Button>
      </div>
    </fieldset>
  )
}

/** The milder forms that the plan has, with their payouts. */
export function MildFormsTerms() {
  const { t } = useTranslation('plans')
  const name = useTermName()
  const { pick } = useLanguage()
  const { plan } = usePlanEditing()
  const list = listAt(plan, mildForms)
  if (list.length === 0) return null
  return (
    <fieldset>
      <legend>{name('mildForms')}</legend>
      <div className="terms">
        {list.map((_, at) => (
          <NumberTerm
            // biome-ignore lint/suspicious/noArrayIndexKey: a form is its place
            key={at}
            path={[...mildForms, at, 'payoutFen']}
            label={pick({
              en: String(valueAt(plan, [...mildForms, at, 'name', 'en']) ?? ''),
              zh: String(valueAt(plan, [...mildForms, at, 'name', 'zh']) ?? ''),
            })}
            scale="hundredths"
            unit={t('units.yuan')}
          />
        ))}
      </div>
    </fieldset>
  )
}
