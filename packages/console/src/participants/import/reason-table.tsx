import { useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { TableWrap } from '../../ui/table-wrap.tsx'
import { byReason, type RefusedRow, reasonInWords } from './reasons.ts'

/** Numbers of rows that are named for one reason; the error file has all. */
const rowsNamed = 5

/** Why rows join nobody, and which rows. */
export function ReasonTable({ refused }: { readonly refused: readonly RefusedRow[] }) {
  const { t } = useTranslation(['import', 'common'])
  const { language } = useLanguage()
  return (
    <>
      <h3>{t('reasons.title')}</h3>
      <TableWrap label={t('reasons.title')}>
        <table className="table import-reasons">
          <thead>
            <tr>
              <th>{t('reasons.reason')}</th>
              <th className="number">{t('reasons.count')}</th>
              <th>{t('reasons.rows')}</th>
            </tr>
          </thead>
          <tbody>
            {byReason(refused).map(({ code, example, field, rows }) => (
              <tr key={`${code} ${field}`}>
                <td>{reasonInWords(example, language)}</td>
                <td className="number">{rows.length}</td>
                <td>
                  {rows
                    .slice(0, rowsNamed)
                    .map(({ line }) => line)
                    .join(t('common:list-and'))}
                  {rows.length > rowsNamed ? '…' : ''}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableWrap>
    </>
  )
}
