import Button from 'antd-mobile/es/components/button'
import type { ReactNode } from 'react'
import { useNavigate } from 'react-router'

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
    <Button
      block
      size="large"
      type={submit ? 'submit' : 'button'}
      color={kind === 'danger' ? 'danger' : 'primary'}
      fill={kind === 'second' ? 'outline' : 'solid'}
      loading={busy}
      {...(press ? { onClick: press } : {})}
    >
      {children}
    </Button>
  )
}
