import { termName } from '@tongzhou/core'
import { useLanguage } from '@tongzhou/web-client'
import { type InputHTMLAttributes, type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PlanFault } from './fault-list.tsx'
import { faultsAt, usePlanEditing } from './plan-editing.ts'
import { type NumberScale, numberTyped, type PlanPath, typedNumber, valueAt } from './plan-text.ts'

/** What a term is called, by its place in the plan. */
export function useTermName(): (...path: PlanPath) => string {
  const { language } = useLanguage()
  return (...path) =>
    termName(path.filter((step) => typeof step === 'string').join('.'), language === 'en' ? 'en' : 'zh')
}

interface FieldProps {
  readonly path: PlanPath
  /** The term's own name where none is given. */
  readonly label?: string | undefined
  readonly unit?: string
}

type InputProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange'>

/** An input of a term with its name, and beside it what is wrong. */
function TermInput({
  children,
  label,
  path,
  unit,
  wrong,
}: FieldProps & {
  readonly wrong?: string | undefined
  readonly children: (input: InputProps) => ReactNode
}) {
  const id = useId()
  const name = useTermName()
  const { faults } = usePlanEditing()
  const found = faultsAt(faults, path)
  const isWrong = found.length > 0 || wrong !== undefined
  return (
    <div className="field">
      <label htmlFor={id}>
        {label ?? name(path.at(-1)!)}
        {unit ? <span className="soft"> ({unit})</span> : null}
      </label>
      {children({ id, 'aria-invalid': isWrong, 'aria-describedby': isWrong ? `${id}-wrong` : undefined })}
      {isWrong ? <FieldFaults id={`${id}-wrong`} faults={found} wrong={wrong} /> : null}
    </div>
  )
}

interface FieldFaultsProps {
  readonly id?: string
  readonly faults: readonly PlanFault[]
  readonly wrong?: string | undefined
}

export function FieldFaults({ faults, id, wrong }: FieldFaultsProps) {
  const { pick } = useLanguage()
  return (
    <div id={id} className="field-fault" role="alert">
      {wrong === undefined ? null : <p>{wrong}</p>}
      {faults.map(({ message, rule }) => (
        <p key={rule}>{pick(message)}</p>
      ))}
    </div>
  )
}

interface NumberTermProps extends FieldProps {
  readonly scale?: NumberScale
  /** Whether nothing typed means that there is none. */
  readonly mayBeNone?: boolean
}

/** A number of the plan: days and ages as they are, fen in yuan, basis points in percent. No floating point touches it. */
export function NumberTerm({ mayBeNone = false, scale = 'whole', ...field }: NumberTermProps) {
  const { t } = useTranslation('plans')
  const { plan, set } = usePlanEditing()
  const value = valueAt(plan, field.path)
  const [typed, type] = useState<string | null>(null)
  const meant = typed === null ? undefined : numberTyped(typed, scale)
  const isNumber = meant !== undefined && (meant !== null || mayBeNone)
  // What is half typed stays as it is; what somebody changed elsewhere since replaces it.
  const shown = typed !== null && (!isNumber || meant === value) ? typed : typedNumber(value, scale)
  const wrong = typed !== null && !isNumber ? t(`fields.not-a-number.${scale}`) : undefined
  return (
    <TermInput {...field} wrong={wrong}>
      {(input) => (
        <input
          {...input}
          inputMode={scale === 'whole' ? 'numeric' : 'decimal'}
          value={shown}
          placeholder={mayBeNone ? t('fields.none') : undefined}
          onBlur={() => type(null)}
          onChange={({ target }) => {
            type(target.value)
            const number = numberTyped(target.value, scale)
            if (number !== undefined && (number !== null || mayBeNone)) set(field.path, number)
          }}
        />
      )}
    </TermInput>
  )
}

export function DayTerm(field: FieldProps) {
  const { plan, set } = usePlanEditing()
  const value = valueAt(plan, field.path)
  return (
    <TermInput {...field}>
      {(input) => (
        <input
          {...input}
          type="date"
          value={typeof value === 'string' ? value : ''}
          onChange={({ target }) => set(field.path, target.value)}
        />
      )}
    </TermInput>
  )
}

/** Words of one language. */
export function WordsTerm({ rows = 1, ...field }: FieldProps & { readonly rows?: number }) {
  const { plan, set } = usePlanEditing()
  const value = valueAt(plan, field.path)
  const text = typeof value === 'string' ? value : ''
  return (
    <TermInput {...field}>
      {({ id, ...aria }) => (
        <textarea
          id={id}
          aria-invalid={aria['aria-invalid']}
          aria-describedby={aria['aria-describedby']}
          rows={rows}
          maxLength={4_000}
          lang={field.path.at(-1) === 'zh' ? 'zh-CN' : 'en'}
          value={text}
          onChange={({ target }) => set(field.path, target.value)}
        />
      )}
    </TermInput>
  )
}

export function CheckTerm({ path }: FieldProps) {
  const id = useId()
  const name = useTermName()
  const { plan, set } = usePlanEditing()
  return (
    <div className="check">
      <input
        id={id}
        type="checkbox"
        checked={valueAt(plan, path) === true}
        onChange={({ target }) => set(path, target.checked)}
      />
      <label htmlFor={id}>{name(path.at(-1)!)}</label>
    </div>
  )
}
