import { useMutation } from '@tanstack/react-query'
import { saveFile, tableText } from '@tongzhou/web-client'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Column } from './list-table.tsx'
import { FaultState } from './states.tsx'

/** What a file needs of a column. */
export type FileColumn<Row> = Pick<Column<Row>, 'name' | 'kind' | 'value'>

interface ExportRowProps<Row> {
  readonly name: string
  readonly columns: readonly FileColumn<Row>[]
  /** All rows, not only those that the page shows. */
  readonly load: () => Promise<readonly Row[]>
}

/** A table as a file for a spreadsheet; columns are named as in the API, sums are whole fen. */
export function ExportRow<Row>({ columns, load, name }: ExportRowProps<Row>) {
  const { t } = useTranslation()
  const hasSums = columns.some(({ kind }) => kind === 'fen')
  const save = useMutation({
    mutationFn: async (form: 'csv' | 'xlsx') => {
      const names = columns.map((column) => column.name)
      const rows = (await load()).map((row) => columns.map(({ value }) => value(row)))
      if (form === 'csv') {
        return saveFile(`${name}.csv`, new Blob([tableText(names, rows)], { type: 'text/csv;charset=utf-8' }))
      }
      const { tableWorkbook } = await import('./table-workbook.ts')
      const kinds = columns.map(({ kind }) => kind)
      return saveFile(`${name}.xlsx`, await tableWorkbook(names, kinds, rows))
    },
  })
  return (
    <div className="row export-row">
      <Button size="small" loading={save.isPending} onClick={() => save.mutate('csv')}>
        {t('list.csv')}
      </Button>
      <Button size="small" loading={save.isPending} onClick={() => save.mutate('xlsx')}>
        {t('list.xlsx')}
      </Button>
      <Button size="small" onClick={() => print()}>
        {t('list.print')}
      </Button>
      <span className="soft">{t(hasSums ? 'list.whole-fen' : 'list.whole')}</span>
      {save.error ? <FaultState fault={save.error} /> : null}
    </div>
  )
}
