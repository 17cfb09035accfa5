import { useInfiniteQuery } from '@tanstack/react-query'
import { formatDay, formatFen, type Language, useLanguage } from '@tongzhou/web-client'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ExportRow } from './export-row.tsx'
import { Moment } from './moment.tsx'
import { FaultState, Loading } from './states.tsx'
import { TableWrap } from './table-wrap.tsx'

/** One column, on the page and in files. */
export interface Column<Row> {
  /** The member's name in the API: it heads the column in files. */
  readonly name: string
  readonly title: string
  /** `fen` is shown as yuan; in files it stays whole fen. */
  readonly kind: 'text' | 'day' | 'moment' | 'count' | 'fen'
  readonly value: (row: Row) => string | number | null
  /** What the page shows in place of the bare value. */
  readonly shown?: (row: Row) => ReactNode
}

interface TableProps<Row> {
  readonly title: string
  readonly columns: readonly Column<Row>[]
  readonly rowKey: (row: Row) => string
  /** Names the files. */
  readonly file: string
}

/** Rows that are all here, with their files. */
export function DataTable<Row>({ rows, ...table }: TableProps<Row> & { readonly rows: readonly Row[] }) {
  return (
    <>
      <Rows {...table} rows={rows} />
      <ExportRow name={table.file} columns={table.columns} load={async () => rows} />
    </>
  )
}

function Rows<Row>({ columns, rowKey, rows, title }: TableProps<Row> & { readonly rows: readonly Row[] }) {
  const { language } = useLanguage()
  return (
    <TableWrap label={title}>
      <table className="table">
        <thead>
          <tr>
            {columns.map(({ kind, name, title: heading }) => (
              <th key={name} className={isNumber(kind) ? 'number' : undefined}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <td key={column.name} className={isNumber(column.kind) ? 'number' : undefined}>
                  {column.shown ? column.shown(row) : cell(column.kind, column.value(row), language)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableWrap>
  )
}

const isNumber = (kind: Column<never>['kind']) => kind === 'fen' || kind === 'count'

function cell(kind: Column<never>['kind'], value: string | number | null, language: Language): ReactNode {
  if (value === null) return '–'
  if (kind === 'fen') return formatFen(String(value), language)
  if (kind === 'count') return new Intl.NumberFormat(language).format(BigInt(value))
  if (kind === 'day') return <time dateTime={String(value)}>{formatDay(String(value), language)}</time>
  return kind === 'moment' ? <Moment at={String(value)} /> : value
}

/** A list of the API that comes in pages, each after the last row of the one before. */
export interface Pages<Row> {
  readonly load: (after: string | undefined) => Promise<readonly Row[]>
  /** Where the page after this row begins. */
  readonly place: (row: Row) => string
  /** A page of fewer is the last one. */
  readonly pageSize: number
}

export interface List<Row> extends Pages<Row> {
  readonly key: readonly unknown[]
}

interface ListTableProps<Row> extends TableProps<Row> {
  readonly list: List<Row>
  /** What stands where there is no row. */
  readonly none: string
  /** What can be done with the first row. */
  readonly below?: (first: Row) => ReactNode
}

/** A list page by page, each after the last row of the one before; its files hold all of it. */
export function ListTable<Row>({ below, list, none, ...table }: ListTableProps<Row>) {
  const { t } = useTranslation()
  const query = useInfiniteQuery({
    queryKey: list.key,
    queryFn: ({ pageParam }) => list.load(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => placeAfter(list, page),
  })
  if (query.error) return <FaultState fault={query.error} retry={query.refetch} />
  if (!query.data) return <Loading />
  const rows = query.data.pages.flat()
  if (rows.length === 0) return <p className="soft">{none}</p>
  return (
    <>
      <Rows {...table} rows={rows} />
      {query.hasNextPage ? (
        <div>
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('list.more')}
          </Button>
        </div>
      ) : null}
      <ExportRow name={table.file} columns={table.columns} load={() => loadAll(list)} />
      {below?.(rows[0]!)}
    </>
  )
}

function placeAfter<Row>({ pageSize, place }: Pages<Row>, page: readonly Row[]): string | undefined {
  return page.length < pageSize ? undefined : place(page.at(-1)!)
}

/** Every page, for a file. */
export async function loadAll<Row>(list: Pages<Row>): Promise<readonly Row[]> {
  const all: Row[] = []
  for (let after: string | undefined, isLast = false; !isLast; ) {
    const page = await list.load(after)
    all.push(...page)
    after = placeAfter(list, page)
    isLast = after === undefined
  }
  return all
}
