import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { FaultState } from '../../ui/states.tsx'
import { type Form, saveErrorFile } from './files.ts'
import type { RefusedRow } from './reasons.ts'
import type { Sheet } from './sheet.ts'

/** The refused rows to take home, mend and send again. */
export function ErrorFile({ refused, sheet }: { readonly sheet: Sheet; readonly refused: readonly RefusedRow[] }) {
  const { t } = useTranslation('import')
  const save = useMutation({ mutationFn: (form: Form) => saveErrorFile(form, sheet, refused) })
  return (
    <div className="stack">
      <p>{t('errors.how')}</p>
      <div className="row">
        <Button loading={save.isPending} onClick={() => save.mutate('xlsx')}>
          {t('errors.xlsx')}
        </Button>
        <Button loading={save.isPending} onClick={() => save.mutate('csv')}>
          {t('errors.csv')}
        </Button>
      </div>
      {save.error ? <FaultState fault={save.error} /> : null}
    </div>
  )
}
