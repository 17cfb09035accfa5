import { type ReactNode, useId } from 'react'

interface ChoiceProps<Value extends string> {
  readonly label: ReactNode
  readonly options: readonly { readonly value: Value; readonly text: ReactNode }[]
  readonly value: Value | null
  readonly onChange: (value: Value) => void
  readonly hint?: ReactNode
  /** For those who listen only: the label stands somewhere else already. */
  readonly labelHidden?: boolean
}

/** One of a few, as large fields to touch; radio buttons to the keyboard and to those who listen. */
export function Choice<Value extends string>({
  hint,
  label,
  labelHidden,
  onChange,
  options,
  value,
}: ChoiceProps<Value>) {
  const name = useId()
  return (
    <fieldset className="choice">
      <legend className={labelHidden ? 'only-read-aloud' : undefined}>{label}</legend>
      {hint ? <p className="soft">{hint}</p> : null}
      <div className="choice-options">
        {options.map((option) => (
          <label key={option.value} className="choice-option">
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>{option.text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
