import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Draft } from '@tongzhou/web-client'
import { Button } from 'antd'
import { createContext, type ReactNode, useContext } from 'react'
import { useTranslation } from 'react-i18next'
import { FaultState } from '../../ui/states.tsx'
import type { CaseView, Desk } from '../use-case.ts'

export interface StepProps {
  readonly view: CaseView
  readonly desk: Desk
}

/** Told when a step was taken, once the case has been asked for again. */
export const StepTaken = createContext<() => void>(() => {})

interface StepFormProps<Value> {
  readonly draft: Draft<Value>
  readonly send: (headers: { readonly 'idempotency-key': string }) => Promise<unknown>
  readonly button: string
  readonly danger?: boolean
  readonly children: ReactNode
}

/** A form whose draft stays in this browser until the platform has accepted it, under the one key of its command. */
export function StepForm<Value>({ button, children, danger = false, draft, send }: StepFormProps<Value>) {
  const { t } = useTranslation('claims')
  const queries = useQueryClient()
  const taken = useContext(StepTaken)
  const step = useMutation({
    mutationFn: () => send({ 'idempotency-key': draft.key }),
    onSuccess: async () => {
      draft.discard()
      await queries.invalidateQueries()
      taken()
    },
  })
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        step.mutate()
      }}
    >
      {children}
      {step.error ? <FaultState fault={step.error} /> : null}
      <Button type="primary" htmlType="submit" danger={danger} loading={step.isPending}>
        {button}
      </Button>
      <p className="soft">{t('decide.kept')}</p>
    </form>
  )
}
