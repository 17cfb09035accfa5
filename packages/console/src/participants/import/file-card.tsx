import { useMutation } from '@tanstack/react-query'
import { importLimits } from '@tongzhou/core'
import { postPlansByPlanImportPreviews, useLanguage } from '@tongzhou/web-client'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../../ui/card.tsx'
import { ImportFault } from './import-fault.tsx'
import { PreviewCard } from './preview-card.tsx'
import { readSheet } from './sheet.ts'

/** The file is read here and looked at by the platform at once; nobody joins before somebody says so. */
export function FileCard({ plan }: { readonly plan: string }) {
  const { t } = useTranslation('import')
  const { language } = useLanguage()
  const id = useId()
  const [chosen, choose] = useState(0)
  const read = useMutation({
    mutationFn: async (file: File) => {
      const sheet = await readSheet(file)
      const rows = sheet.rows.map(({ cells, line }) => ({ line, cells: [...cells] }))
      const body = { file: sheet.hash, columns: [...sheet.columns], rows }
      const { data } = await postPlansByPlanImportPreviews({ path: { plan }, body, throwOnError: true })
      return { sheet, preview: data }
    },
  })
  return (
    <>
      <Card title={t('file.title')}>
        <div className="field">
          <label htmlFor={id}>{t('file.label')}</label>
          <p className="soft" id={`${id}-hint`}>
            {t('file.hint', {
              rows: new Intl.NumberFormat(language).format(importLimits.mostRows),
              megabytes: importLimits.mostFileBytes / 1024 / 1024,
            })}
          </p>
          <input
            id={id}
            type="file"
            accept=".csv,.xlsx"
            aria-describedby={`${id}-hint`}
            // The same file, mended meanwhile, may be chosen again.
            onClick={({ currentTarget }) => {
              currentTarget.value = ''
            }}
            onChange={({ target }) => {
              const [file] = target.files ?? []
              if (!file) return
              choose(chosen + 1)
              read.mutate(file)
            }}
          />
        </div>
        {read.isPending ? <p role="status">{t('file.reading')}</p> : null}
        {read.error ? <ImportFault fault={read.error} /> : null}
      </Card>
      {read.data ? <PreviewCard key={chosen} plan={plan} sheet={read.data.sheet} preview={read.data.preview} /> : null}
    </>
  )
}
