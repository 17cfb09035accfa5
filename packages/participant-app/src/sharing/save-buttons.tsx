import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Action } from '../ui/action.tsx'
import { FaultState } from '../ui/states.tsx'
import { type FileForm, saveText } from './downloads.ts'

interface SaveButtonsProps {
  /** Of the file, without its ending. */
  readonly name: string
  readonly write: (form: FileForm) => Promise<string> | string
}

/** Takes figures home, for a spreadsheet or for a program. */
export function SaveButtons({ name, write }: SaveButtonsProps) {
  const { t } = useTranslation('sharing')
  const save = useMutation({ mutationFn: async (form: FileForm) => saveText(name, form, await write(form)) })
  return (
    <div className="answers">
      {(['csv', 'json'] as const).map((form) => (
        <Action
          key={form}
          kind="second"
          busy={save.isPending && save.variables === form}
          onClick={() => save.mutate(form)}
        >
          {t(`save.${form}`)}
        </Action>
      ))}
      {save.error ? <FaultState fault={save.error} /> : null}
    </div>
  )
}
