import { useQuery } from '@tanstack/react-query'
import { getPlansByPlanIllnessWordsOptions, useLanguage } from '@tongzhou/web-client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Action } from '../ui/action.tsx'
import { Card } from '../ui/card.tsx'
import { Choice } from '../ui/choice.tsx'
import { Field } from '../ui/field.tsx'
import { Answer } from '../ui/states.tsx'
import type { ClaimTerms } from './claim-terms.ts'
import type { StepProps } from './file-page.tsx'
import { entryKey, findIllnesses, type IllnessEntry } from './find-illness.ts'
import { NeededPapers } from './needed-papers.tsx'

/** The code by which a claim names an illness that the catalogue lacks. */
const notListed = 'other'
const mostShown = 8
/** A plan with few illnesses shows them all. */
const fewIllnesses = 6

/** Which illness, by the words that people use for it, and what papers it needs. */
export function IllnessStep(props: StepProps) {
  const { t } = useTranslation('claims')
  const plan = props.member!.plan
  const catalogue = useQuery({ ...getPlansByPlanIllnessWordsOptions({ path: { plan } }), staleTime: 60 * 60_000 })
  return (
    <div className="stack">
      {props.children}
      <h2>{t('illness.title')}</h2>
      <Answer query={catalogue}>{(entries) => <Search {...props} catalogue={entries} />}</Answer>
    </div>
  )
}

function Search({ catalogue, draft, next, terms }: StepProps & { readonly catalogue: readonly IllnessEntry[] }) {
  const { t } = useTranslation('claims')
  const [typed, setTyped] = useState('')
  const [isMissing, setMissing] = useState(false)
  const { entry: picked, illness } = draft.value
  const isShort = catalogue.length <= fewIllnesses
  const found = isShort ? catalogue : findIllnesses(catalogue, typed).slice(0, mostShown)
  const chosen = catalogue.filter((entry) => entryKey(entry) === picked && !found.includes(entry))
  const pick = (key: string) => {
    const entry = catalogue.find((one) => entryKey(one) === key)
    draft.change({ entry: key, illness: entry?.code ?? notListed, mild: entry?.mild ?? false })
  }
  const nothing = typed.trim() !== '' && found.length === 0
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        setMissing(illness === '')
        if (illness !== '') next()
      }}
    >
      {isShort ? null : (
        <Field
          label={t('illness.search')}
          hint={t('illness.hint')}
          value={typed}
          onChange={setTyped}
          type="search"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={40}
        />
      )}
      <div role="status">
        {nothing ? <p>{t('illness.nothing')}</p> : null}
        {typed.trim() !== '' && found.length > 0 ? (
          <p className="soft">{t('illness.found', { count: found.length })}</p>
        ) : null}
      </div>
      <Illnesses label={t('illness.which')} entries={[...chosen, ...found]} picked={picked} onPick={pick} />
      {isShort ? null : (
        <details className="card">
          <summary>{t('illness.all', { count: catalogue.length })}</summary>
          <Illnesses
            label={t('illness.all', { count: catalogue.length })}
            entries={catalogue}
            picked={picked}
            onPick={pick}
          />
        </details>
      )}
      <details className="card" open={illness === notListed}>
        <summary>{t('illness.not-listed')}</summary>
        <p>{t('illness.not-listed-text')}</p>
        <Choice
          label={t('illness.not-listed')}
          labelHidden
          options={[{ value: notListed, text: t('illness.file-anyway') }]}
          value={illness === notListed ? notListed : null}
          onChange={pick}
        />
      </details>
      {terms && illness !== '' && illness !== notListed ? <PickedPapers terms={terms} illness={illness} /> : null}
      <p className="field-wrong" aria-live="polite">
        {isMissing && illness === '' ? t('illness.missing') : null}
      </p>
      <Action submit>{t('file.next')}</Action>
    </form>
  )
}

interface IllnessesProps {
  readonly label: string
  readonly entries: readonly IllnessEntry[]
  readonly picked: string
  readonly onPick: (key: string) => void
}

function Illnesses({ entries, label, onPick, picked }: IllnessesProps) {
  const { pick } = useLanguage()
  if (entries.length === 0) return null
  return (
    <div className="illness-list">
      <Choice
        label={label}
        labelHidden
        options={entries.map((entry) => ({ value: entryKey(entry), text: pick(entry.name) }))}
        value={picked}
        onChange={onPick}
      />
    </div>
  )
}

function PickedPapers({ illness, terms }: { readonly terms: ClaimTerms; readonly illness: string }) {
  const { t } = useTranslation('claims')
  return (
    <Card title={t('papers.needed')}>
      <NeededPapers terms={terms} illness={illness} />
    </Card>
  )
}
