import { useMutation, useQuery } from '@tanstack/react-query'
import { answerPrefix, type ImportColumn, importColumns, neededImportColumns } from '@tongzhou/core'
import { getConsentWordingsOptions, useLanguage } from '@tongzhou/web-client'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { type PlanTerms, planTerms } from '../../plan-terms.ts'
import { Card } from '../../ui/card.tsx'
import { Answer, FaultState } from '../../ui/states.tsx'
import { TableWrap } from '../../ui/table-wrap.tsx'
import { type Form, saveTemplate } from './files.ts'

const columns = Object.keys(importColumns) as ImportColumn[]

/** What a file holds, with a template to fill in. */
export function ColumnsCard({ plan }: { readonly plan: string }) {
  const { t } = useTranslation('import')
  const terms = useQuery(planTerms(plan))
  return (
    <Card title={t('columns.title')}>
      <p>{t('columns.how')}</p>
      <p>{t('columns.text')}</p>
      <Answer query={terms}>{(version) => <Explained plan={plan} terms={version} />}</Answer>
    </Card>
  )
}

function Explained({ plan, terms }: { readonly plan: string; readonly terms: PlanTerms }) {
  const { t } = useTranslation('import')
  const explained = useColumns(terms)
  return (
    <>
      <Templates plan={plan} explained={explained} />
      <details className="import-columns">
        <summary>{t('columns.list')}</summary>
        <ColumnTable explained={explained} />
      </details>
    </>
  )
}

interface ExplainedColumn {
  readonly name: string
  readonly needed: string
  readonly holds: string
}

/** Each column of a plan's file, in the language of the page. */
function useColumns(terms: PlanTerms): readonly ExplainedColumn[] {
  const { t } = useTranslation('import')
  const { language, pick } = useLanguage()
  const isChinese = language === 'zh-CN'
  const wordings = useQuery(getConsentWordingsOptions()).data ?? []
  const current = (kind: 'health-data' | 'publication') => {
    const version = Math.max(0, ...wordings.filter((one) => one.kind === kind).map((one) => one.version))
    return ` ${t('columns.current', { version })}`
  }
  const needed: readonly string[] = neededImportColumns
  const besides: Readonly<Partial<Record<ImportColumn, string>>> = {
    consent_health_data: current('health-data'),
    consent_publication: current('publication'),
  }
  return [
    ...columns.map((column) => ({
      name: isChinese ? importColumns[column] : column,
      needed: needed.includes(column) ? t('columns.yes') : t('columns.no'),
      holds: `${t(`holds.${column}`)}${besides[column] ?? ''}`,
    })),
    ...terms.eligibility.healthQuestions.map(({ code, question }) => ({
      name: `${isChinese ? answerPrefix.zh : answerPrefix.en}${code}`,
      needed: t('columns.if-asked'),
      holds: `${pick(question)} ${t('columns.answers')}`,
    })),
  ]
}

function Templates({ explained, plan }: { readonly plan: string; readonly explained: readonly ExplainedColumn[] }) {
  const { t } = useTranslation('import')
  const save = useMutation({
    mutationFn: (form: Form) => {
      const people = { sheet: t('columns.sheet'), columns: explained.map(({ name }) => name), rows: [] }
      const heads = [t('columns.name'), t('columns.needed'), t('columns.holds')]
      const rows = explained.map(({ holds, name, needed }) => [name, needed, holds])
      return saveTemplate(form, plan, people, { sheet: t('columns.help'), columns: heads, rows })
    },
  })
  return (
    <div className="row">
      <Button loading={save.isPending} onClick={() => save.mutate('xlsx')}>
        {t('columns.template-xlsx')}
      </Button>
      <Button loading={save.isPending} onClick={() => save.mutate('csv')}>
        {t('columns.template-csv')}
      </Button>
      {save.error ? <FaultState fault={save.error} /> : null}
    </div>
  )
}

function ColumnTable({ explained }: { readonly explained: readonly ExplainedColumn[] }) {
  const { t } = useTranslation('import')
  return (
    <TableWrap label={t('columns.list')}>
      <table className="table">
        <thead>
          <tr>
            <th>{t('columns.name')}</th>
            <th>{t('columns.needed')}</th>
            <th>{t('columns.holds')}</th>
          </tr>
        </thead>
        <tbody>
          {explained.map(({ holds, name, needed }) => (
            <tr key={name}>
              <td>{name}</td>
              <td>{needed}</td>
              <td>{holds}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableWrap>
  )
}
