import { type ReactNode, useId } from 'react'

interface TextAreaProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  /** UTF-16 units. */
  readonly most: number
  readonly hint?: ReactNode
  /** What to look at again; read aloud. */
  readonly wrong?: ReactNode
}

/** Several lines of words, with label and hint tied to them. */
export function TextArea({ hint, label, most, onChange, value, wrong }: TextAreaProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint ? (
        <p className="soft" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      <textarea
        id={id}
        rows={5}
        maxLength={most}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={`${hint ? `${id}-hint ` : ''}${id}-wrong`}
      />
      <div className="field-wrong" id={`${id}-wrong`} aria-live="polite">
        {wrong}
      </div>
    </div>
  )
}
