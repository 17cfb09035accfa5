import type { Illness } from '@tongzhou/core'
import { useLanguage } from '@tongzhou/web-client'
import { Button } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Choice, TextField } from '../ui/fields.tsx'
import { faultsAt, usePlanEditing } from './plan-editing.ts'
import { listAt } from './plan-text.ts'
import { FieldFaults, useTermName } from './term-fields.tsx'

const path = ['cover', 'illnesses'] as const
const categories = ['malignant-tumour', 'operation', 'lasting-state', 'other', 'rare-disease', 'accident'] as const

/** The illnesses that are covered: those of the version before may be taken out and put back, others added. */
export function IllnessesTerms({ before }: { readonly before: readonly Illness[] }) {
  const { t } = useTranslation('plans')
  const { pick } = useLanguage()
  const name = useTermName()
  const id = useId()
  const [search, find] = useState('')
  const { faults, plan, set } = usePlanEditing()
  const covered = listAt(plan, path) as unknown as readonly Illness[]
  const codes = new Set(covered.map(({ code }) => code))
  const removed = before.filter(({ code }) => !codes.has(code))
  const shown = [...covered, ...removed].filter(
    (illness) => search === '' || `${illness.code} ${JSON.stringify(illness.name)}`.includes(search),
  )
  const put = (illness: Illness, isCovered: boolean) =>
    set(path, isCovered ? [...covered, illness] : covered.filter(({ code }) => code !== illness.code))
  return (
    <fieldset>
      <legend>
        {name('illnesses')} · {t('illnesses.count', { count: covered.length })}
      </legend>
      <FieldFaults
        faults={[
          ...faultsAt(faults, path),
          ...covered.flatMap((_, at) => ['code', 'category'].flatMap((term) => faultsAt(faults, [...path, at, term]))),
        ]}
      />
      <TextField label={t('illnesses.search')} type="search" value={search} onChange={find} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <section className="illnesses" tabIndex={0} aria-label={name('illnesses')}>
        {shown.map((illness) => (
          <div key={illness.code} className="check">
            <input
              id={`${id}-${illness.code}`}
              type="checkbox"
              checked={codes.has(illness.code)}
              onChange={({ target }) => put(illness, target.checked)}
            />
            <label htmlFor={`${id}-${illness.code}`}>{illness.name ? pick(illness.name) : illness.code}</label>
          </div>
        ))}
      </section>
      <AddIllness add={(illness) => put(illness, true)} taken={(code) => codes.has(code)} />
    </fieldset>
  )
}

interface AddIllnessProps {
  readonly add: (illness: Illness) => void
  readonly taken: (code: string) => boolean
}

const nothing = { code: '', category: 'other', en: '', zh: '' }

function AddIllness({ add, taken }: AddIllnessProps) {
  const { t } = useTranslation('plans')
  const name = useTermName()
  const [illness, change] = useState(nothing)
  const { category, code, en, zh } = illness
  const isReady = code !== '' && en !== '' && zh !== '' && !taken(code)
  return (
    <details>
      <summary>{t('illnesses.add')}</summary>
      <div className="terms">
        <TextField
          label={name('code')}
          hint={t('illnesses.code-hint')}
          value={code}
          onChange={(text) => change({ ...illness, code: text })}
        />
        <Choice
          label={name('category')}
          value={category}
          onChange={(chosen) => change({ ...illness, category: chosen })}
          options={categories.map((one) => [one, t(`categories.${one}`)])}
        />
        <TextField label={name('zh')} value={zh} onChange={(text) => change({ ...illness, zh: text })} />
        <TextField label={name('en')} value={en} onChange={(text) => change({ ...illness, en: text })} />
      </div>
      <Button
        disabled={!isReady}
        onClick={() => {
          add({ code, category: category as Illness['category'], name: { en, zh } })
          change(nothing)
        }}
      >
        {t('illnesses.put')}
      </Button>
    </details>
  )
}
