import { type ImportColumn, importColumns } from '@tongzhou/core'
import { problemOf, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { ProblemText } from '../../ui/problem-text.tsx'
import { UnreadableFile } from './sheet.ts'

/** What is wrong with the file as a whole, and that nothing has changed. */
export function ImportFault({ fault }: { readonly fault: unknown }) {
  const { t } = useTranslation('import')
  return (
    <div className="fault" role="alert">
      <Words fault={fault} />
      <p>{t('file.unchanged')}</p>
    </div>
  )
}

function Words({ fault }: { readonly fault: unknown }) {
  const { t } = useTranslation('import')
  const { language } = useLanguage()
  if (fault instanceof UnreadableFile) return <p>{t(`unreadable.${fault.code}`, { ...fault.facts })}</p>
  const problem = problemOf(fault)
  if (problem?.code !== 'column-missing' && problem?.code !== 'column-twice') return <ProblemText fault={fault} />
  const column = String(problem.facts?.column)
  const named = language === 'zh-CN' ? (importColumns[column as ImportColumn] ?? column) : column
  return <p>{t(`unreadable.${problem.code}`, { column: named })}</p>
}
