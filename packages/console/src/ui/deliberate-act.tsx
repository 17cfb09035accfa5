import { Button } from 'antd'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FaultState } from './states.tsx'

interface DeliberateActProps {
  /** On the first button, and over the question. */
  readonly name: string
  /** On the button that does it. */
  readonly confirm: string
  readonly disabled: boolean
  readonly isPending: boolean
  readonly fault: unknown
  readonly act: () => void
  /** What one confirms: figures and what follows. */
  readonly children: ReactNode
}

/** What cannot be taken back: asked twice, with the figures in between. The question takes the focus, escape takes it back. */
export function DeliberateAct({ act, children, confirm, disabled, fault, isPending, name }: DeliberateActProps) {
  const { t } = useTranslation()
  const [isAsked, ask] = useState(false)
  const question = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (isAsked) question.current?.focus()
  }, [isAsked])
  if (!isAsked) {
    return (
      <div>
        <Button type="primary" disabled={disabled} onClick={() => ask(true)}>
          {name}
        </Button>
      </div>
    )
  }
  return (
    <form
      className="question stack"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !isPending) ask(false)
      }}
      onSubmit={(event) => {
        event.preventDefault()
        act()
      }}
    >
      <h3 ref={question} tabIndex={-1}>
        {name}
      </h3>
      {children}
      {fault ? <FaultState fault={fault} /> : null}
      <div className="row">
        <Button type="primary" htmlType="submit" loading={isPending}>
          {confirm}
        </Button>
        <Button disabled={isPending} onClick={() => ask(false)}>
          {t('not-now')}
        </Button>
      </div>
    </form>
  )
}
