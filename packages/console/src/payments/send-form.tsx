import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { FaultState } from '../ui/states.tsx'

interface SendFormProps {
  readonly button: string
  readonly send: () => Promise<unknown>
  readonly done: () => unknown
  readonly children: ReactNode
}

/** A form of one command. */
export function SendForm({ button, children, done, send }: SendFormProps) {
  const sending = useMutation({ mutationFn: send, onSuccess: done })
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        sending.mutate()
      }}
    >
      {children}
      {sending.error ? <FaultState fault={sending.error} /> : null}
      <div>
        <Button type="primary" htmlType="submit" loading={sending.isPending}>
          {button}
        </Button>
      </div>
    </form>
  )
}
