import type { ReactNode } from 'react'
import { useNavigate } from 'react-router'
import './action.css'

interface ActionProps {
  /** `main`: what the page is for, at most one on a page. `second`: another way. */
  readonly kind?: 'main' | 'second' | 'danger'
  /** Sends the form around it. */
  readonly submit?: boolean
  /** Goes there. */
  readonly to?: string
  readonly onClick?: () => void
  readonly busy?: boolean
  readonly children: ReactNode
}

/** A button as wide as the page. While busy it takes no second press. */
export function Action({ busy = false, children, kind = 'main', onClick, submit = false, to }: ActionProps) {
  const navigate = useNavigate()
  const press = to === undefined ? onClick : () => void navigate(to)
  return (
    <button
      className="action"
      data-kind={kind}
      type={submit ? 'submit' : 'button'}
      disabled={busy}
      aria-busy={busy}
      onClick={press}
    >
      {children}
    </button>
  )
}
