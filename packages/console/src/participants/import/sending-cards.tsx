import { Button } from 'antd'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Card, Facts } from '../../ui/card.tsx'
import { Progress } from '../../ui/progress.tsx'
import { FaultState } from '../../ui/states.tsx'
import { ErrorFile } from './error-file.tsx'
import { ReasonTable } from './reason-table.tsx'
import type { Imported } from './send-pieces.ts'
import type { Sheet } from './sheet.ts'

interface SendingCardProps {
  readonly sheet: Sheet
  readonly imported: Imported
  /** Why it was broken off; null while it goes on. */
  readonly fault: unknown
  readonly goOn: () => void
}

/** An import on its way, or broken off. */
export function SendingCard({ fault, goOn, imported, sheet }: SendingCardProps) {
  const { t } = useTranslation('import')
  const [done, of] = [imported.rows, sheet.rows.length]
  return (
    <TakesFocus>
      <Card title={t('progress.label')}>
        {fault ? (
          <>
            <FaultState fault={fault} />
            <p>{t('progress.stopped', { done, of })}</p>
            <div>
              <Button type="primary" onClick={goOn}>
                {t('act.go-on')}
              </Button>
            </div>
          </>
        ) : (
          <div role="status" className="stack">
            <Progress label={sheet.fileName} done={done} of={of} />
            <p className="soft">{t('progress.stay')}</p>
          </div>
        )}
      </Card>
    </TakesFocus>
  )
}

/** What an import did, with the rows to mend. */
export function DoneCard({ imported, sheet }: Pick<SendingCardProps, 'imported' | 'sheet'>) {
  const { t } = useTranslation('import')
  const { joined, refused } = imported
  return (
    <TakesFocus>
      <Card title={t('done.title')}>
        <p role="status">{t('done.text', { count: joined })}</p>
        <Facts
          facts={[
            [t('preview.file'), sheet.fileName],
            [t('done.joined'), joined],
            [t('done.refused'), refused.length],
          ]}
        />
        {refused.length > 0 ? (
          <>
            <ReasonTable refused={refused} />
            <ErrorFile sheet={sheet} refused={refused} />
          </>
        ) : null}
      </Card>
    </TakesFocus>
  )
}

/** The button that was pressed is gone: who works by keyboard goes on here. */
function TakesFocus({ children }: { readonly children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => place.current?.focus(), [])
  return (
    <div ref={place} tabIndex={-1}>
      {children}
    </div>
  )
}
