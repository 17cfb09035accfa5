import { saveFile, tableText } from '@tongzhou/web-client'
import { Button } from 'antd'
import { type ReactNode, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../ui/card.tsx'
import { TableWrap } from '../ui/table-wrap.tsx'
import './dashboard.css'

export interface ChartRow {
  readonly name: string
  /** One bar for each series. */
  readonly bars: readonly number[]
  /** Between which values chance plays, drawn over the bars. */
  readonly range?: readonly [low: number, high: number]
  /** What the table says, after the name. */
  readonly cells: readonly string[]
}

interface ChartProps {
  readonly title: string
  /** Of the saved files, without their ending. */
  readonly file: string
  readonly series: readonly string[]
  readonly columns: readonly string[]
  readonly rows: readonly ChartRow[]
  /** The largest value as a text, at the top of the chart. */
  readonly top: string
  readonly children?: ReactNode
}

/** Green, and a brown that those who see no green tell from it by its lightness. Attributes, so that a saved file has them. */
const fills = ['#0d5c4b', '#c9a15a']
const width = 720
const height = 200
const head = 18
const foot = 20
const mostLabels = 12

/** Figures as bars, as a table for those who read or listen, and both to take along. */
export function Chart({ children, columns, file, rows, series, title, top }: ChartProps) {
  const { t } = useTranslation('dashboard')
  const drawing = useRef<SVGSVGElement>(null)
  const save = (ending: 'svg' | 'csv', type: string, text: string) =>
    saveFile(`${file}.${ending}`, new Blob([text], { type }))
  return (
    <Card title={title}>
      {children}
      {rows.length === 0 ? (
        <p className="soft">{t('chart.none')}</p>
      ) : (
        <>
          {series.length > 1 ? (
            <ul className="series">
              {series.map((name, at) => (
                <li key={name} data-series={at}>
                  {name}
                </li>
              ))}
            </ul>
          ) : null}
          <TableWrap label={title}>
            <Bars title={title} rows={rows} top={top} drawing={drawing} />
          </TableWrap>
          <details>
            <summary>{t('chart.table')}</summary>
            <TableWrap label={title}>
              <ChartTable columns={columns} rows={rows} />
            </TableWrap>
          </details>
          <div className="row">
            <Button
              size="small"
              onClick={() => save('svg', 'image/svg+xml', new XMLSerializer().serializeToString(drawing.current!))}
            >
              {t('chart.save-svg')}
            </Button>
            <Button
              size="small"
              onClick={() =>
                save(
                  'csv',
                  'text/csv',
                  tableText(
                    columns,
                    rows.map(({ cells, name }) => [name, ...cells]),
                  ),
                )
              }
            >
              {t('chart.save-csv')}
            </Button>
          </div>
        </>
      )}
    </Card>
  )
}

interface BarsProps extends Pick<ChartProps, 'title' | 'rows' | 'top'> {
  readonly drawing: React.RefObject<SVGSVGElement | null>
}

function Bars({ drawing, rows, title, top }: BarsProps) {
  const largest = Math.max(...rows.flatMap(({ bars, range }) => [...bars, ...(range ?? [])]), 0)
  const place = width / rows.length
  const each = Math.ceil(rows.length / mostLabels)
  const sizeOf = (value: number) => (largest === 0 ? 0 : (value / largest) * (height - head - foot))
  const floor = height - foot
  return (
    <svg ref={drawing} className="chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title}>
      <rect width={width} height={height} fill="#ffffff" />
      <text x="2" y="12" fontSize="12" fill="#575d61">
        {top}
      </text>
      <line x1="0" x2={width} y1={floor} y2={floor} stroke="#7d7668" />
      {rows.map(({ bars, name, range }, at) => {
        const thick = Math.min((place * 0.8) / bars.length, 28)
        const from = at * place + (place - thick * bars.length) / 2
        const middle = at * place + place / 2
        return (
          <g key={name}>
            {bars.map((value, series) => (
              <rect
                // biome-ignore lint/suspicious/noArrayIndexKey: a series stays where it is
                key={series}
                x={from + series * thick}
                y={floor - sizeOf(value)}
                width={Math.max(thick - 1, 1)}
                height={sizeOf(value)}
                fill={fills[series]}
              />
            ))}
            {range ? (
              <path
                d={`M${middle} ${floor - sizeOf(range[0])}V${floor - sizeOf(range[1])}m-5 0h10M${middle - 5} ${floor - sizeOf(range[0])}h10`}
                stroke="#22262a"
                strokeWidth="2"
                fill="none"
              />
            ) : null}
            {at % each === 0 ? (
              <text x={middle} y={height - 6} fontSize="11" textAnchor="middle" fill="#575d61">
                {name}
              </text>
            ) : null}
          </g>
        )
      })}
    </svg>
  )
}

function ChartTable({ columns, rows }: Pick<ChartProps, 'columns' | 'rows'>) {
  return (
    <table className="table">
      <thead>
        <tr>
          {columns.map((column, at) => (
            <th key={column} className={at > 0 ? 'number' : undefined}>
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ cells, name }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {cells.map((cell, at) => (
              <td className="number" key={columns[at + 1]}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
