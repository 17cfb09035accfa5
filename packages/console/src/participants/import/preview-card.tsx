import { useMutation, useQueryClient } from '@tanstack/react-query'
import { importColumns } from '@tongzhou/core'
import { type PostPlansByPlanImportPreviewsResponse, useLanguage } from '@tongzhou/web-client'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Card, Facts } from '../../ui/card.tsx'
import { DeliberateAct } from '../../ui/deliberate-act.tsx'
import { Moment } from '../../ui/moment.tsx'
import { TableWrap } from '../../ui/table-wrap.tsx'
import { ErrorFile } from './error-file.tsx'
import { ReasonTable } from './reason-table.tsx'
import { nothingImported, sendPieces } from './send-pieces.ts'
import { DoneCard, SendingCard } from './sending-cards.tsx'
import type { Sheet } from './sheet.ts'

type Preview = PostPlansByPlanImportPreviewsResponse

interface PreviewCardProps {
  readonly plan: string
  readonly sheet: Sheet
  readonly preview: Preview
}

/** What an import would do, then the import itself and what it did. */
export function PreviewCard({ plan, preview, sheet }: PreviewCardProps) {
  const { t } = useTranslation('import')
  const queries = useQueryClient()
  const [imported, setImported] = useState(nothingImported)
  const sending = useMutation({
    mutationFn: () => sendPieces(plan, sheet, imported, setImported),
    onSettled: () => queries.invalidateQueries(),
  })
  useLeaveWarning(sending.isPending)
  if (sending.isSuccess) return <DoneCard sheet={sheet} imported={imported} />
  if (!sending.isIdle) {
    return <SendingCard sheet={sheet} imported={imported} fault={sending.error} goOn={sending.mutate} />
  }
  return (
    <Card title={t('preview.title')}>
      <PreviewFacts sheet={sheet} preview={preview} />
      {preview.earlier ? (
        <p className="tag" data-tone="heed">
          {t('preview.earlier')} <Moment at={preview.earlier.lastAt} />{' '}
          {t('preview.earlier-joined', { count: preview.earlier.joined })}
        </p>
      ) : null}
      {preview.refused.length > 0 ? (
        <>
          <ReasonTable refused={preview.refused} />
          <ErrorFile sheet={sheet} refused={preview.refused} />
        </>
      ) : null}
      <FirstRows sheet={sheet} preview={preview} />
      <DeliberateAct
        name={t('act.name')}
        confirm={t('act.confirm', { count: preview.joining })}
        disabled={preview.joining === 0}
        isPending={false}
        fault={null}
        act={sending.mutate}
      >
        <p>{t('act.means', { count: preview.joining })}</p>
      </DeliberateAct>
    </Card>
  )
}

/** The browser asks before somebody leaves in the middle. */
function useLeaveWarning(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [isOn])
}

function PreviewFacts({ preview, sheet }: Pick<PreviewCardProps, 'sheet' | 'preview'>) {
  const { t } = useTranslation('import')
  const { language } = useLanguage()
  const number = new Intl.NumberFormat(language)
  const { encoding, fileName } = sheet
  return (
    <>
      <p>{t('preview.nothing-yet')}</p>
      <Facts
        facts={[
          [t('preview.file'), fileName],
          [t('preview.form'), encoding === null ? t('encoding.workbook') : t(`encoding.${encoding}`)],
          [t('preview.rows'), number.format(preview.rows)],
          [
            t('preview.joining'),
            <span className="import-count" key="joining">
              {number.format(preview.joining)}
            </span>,
          ],
          [
            t('preview.refused'),
            <span className="import-count" key="refused">
              {number.format(preview.refused.length)}
            </span>,
          ],
        ]}
      />
    </>
  )
}

/** Rows that are shown, so that somebody sees whether names and numbers were read as they are. */
const rowsShown = 10
const columnsShown = ['name', 'document_number', 'phone'] as const

function FirstRows({ preview, sheet }: Pick<PreviewCardProps, 'sheet' | 'preview'>) {
  const { t } = useTranslation('import')
  const refused = new Set(preview.refused.map(({ line }) => line))
  const places = columnsShown.map((column) =>
    sheet.columns.findIndex((title) => title === column || title === importColumns[column]),
  )
  return (
    <>
      <h3>{t('preview.first', { count: Math.min(rowsShown, sheet.rows.length) })}</h3>
      <TableWrap label={t('preview.first', { count: rowsShown })}>
        <table className="table">
          <thead>
            <tr>
              <th>{t('preview.row')}</th>
              <th>{t('preview.result')}</th>
              {columnsShown.map((column) => (
                <th key={column}>{t(`names.${column}`)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sheet.rows.slice(0, rowsShown).map(({ cells, line }) => (
              <tr key={line}>
                <td>{line}</td>
                <td>
                  <span className="tag" data-tone={refused.has(line) ? 'wrong' : 'good'}>
                    {t(refused.has(line) ? 'preview.refused' : 'preview.joining')}
                  </span>
                </td>
                {places.map((at, index) => (
                  <td key={columnsShown[index]}>{cells[at] || '–'}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableWrap>
    </>
  )
}
