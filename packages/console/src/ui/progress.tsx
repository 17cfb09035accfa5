import { useId } from 'react'

interface ProgressProps {
  readonly label: string
  readonly done: number
  readonly of: number
}

/** Long work: how much of it is done. */
export function Progress({ done, label, of }: ProgressProps) {
  const id = useId()
  return (
    <div className="progress">
      <label htmlFor={id}>{label}</label>
      <progress id={id} value={done} max={of} />
      <span>
        {done} / {of}
      </span>
    </div>
  )
}
