import { useQuery } from '@tanstack/react-query'
import type { GetPlanDraftsByDraftEffectResponse } from '@tongzhou/web-client'
import { formatFen, getPlanDraftsByDraftEffectOptions, type Language, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Amount } from '../ui/amount.tsx'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card } from '../ui/card.tsx'
import { Answer, Loading } from '../ui/states.tsx'
import { TableWrap } from '../ui/table-wrap.tsx'
import { EffectChart } from './effect-chart.tsx'

export type Effect = GetPlanDraftsByDraftEffectResponse
type EffectPeriod = Effect['periods'][number]
type Outcomes = Effect['total']
type Figure = 'payoutsFen' | 'feesFen' | 'shareFen' | 'carryOutFen' | 'operatorFen'

const figures = ['payoutsFen', 'feesFen', 'shareFen', 'carryOutFen', 'operatorFen'] as const

interface EffectCardProps {
  readonly draft: string
  readonly edition: number
  /** Whether the text has changes that are not saved, and so not in the figures. */
  readonly isChanged: boolean
  readonly illnesses: ReadonlyMap<string, string>
}

/** What the saved draft would have made of the periods of the last twelve months. */
export function EffectCard({ draft, edition, illnesses, isChanged }: EffectCardProps) {
  const { t } = useTranslation('plans')
  const effect = useQuery(getPlanDraftsByDraftEffectOptions({ path: { draft } }))
  return (
    <Card title={t('effect.title')}>
      <p className="soft">{t('effect.about')}</p>
      {isChanged ? (
        <p className="tag saved-only" data-tone="heed">
          {t('effect.saved-only')}
        </p>
      ) : null}
      <Answer query={effect}>
        {(found) => (found.edition === edition ? <EffectOf effect={found} illnesses={illnesses} /> : <Loading />)}
      </Answer>
    </Card>
  )
}

interface EffectOfProps {
  readonly effect: Effect
  readonly illnesses: ReadonlyMap<string, string>
}

function EffectOf({ effect: { periods, total, unknown }, illnesses }: EffectOfProps) {
  const { t } = useTranslation('plans')
  if (periods.length === 0) return <p>{t('effect.no-periods')}</p>
  return (
    <>
      <EffectTotals total={total} periods={periods} />
      <EffectChart periods={periods} />
      <EffectTable periods={periods} />
      <Touched periods={periods} illnesses={illnesses} />
      <section className="stack">
        <h3>{t('effect.unknown-title')}</h3>
        <ul className="unknown-list">
          {unknown.map((one) => (
            <li key={one}>{t(`effect.unknown.${one}`)}</li>
          ))}
        </ul>
      </section>
    </>
  )
}

/** One sum where the two agree, else both. */
export function wouldBe({ least, most }: Pick<Outcomes, 'least' | 'most'>, figure: Figure, language: Language): string {
  const [low, high] = [least[figure], most[figure]].toSorted((one, other) => (BigInt(one) < BigInt(other) ? -1 : 1))
  return low === high ? formatFen(low!, language) : `${formatFen(low!, language)} – ${formatFen(high!, language)}`
}

/** By how much it would be more or less; both differences where they differ. */
function difference({ least, most, was }: Outcomes, figure: Figure, language: Language): string {
  const signed = (fen: bigint) => `${fen > 0n ? '+' : ''}${formatFen(fen, language)}`
  const by = [least, most].map((outcome) => BigInt(outcome[figure]) - BigInt(was[figure]))
  const [low, high] = by.toSorted((one, other) => (one < other ? -1 : 1))
  return low === high ? signed(low!) : `${signed(low!)} … ${signed(high!)}`
}

function EffectTotals({ periods, total }: { readonly total: Outcomes; readonly periods: readonly EffectPeriod[] }) {
  const { t } = useTranslation('plans')
  const { language } = useLanguage()
  const count = (name: 'notCovered' | 'perhapsNotCovered') => periods.reduce((sum, one) => sum + one[name], 0)
  return (
    <>
      <p role="status">
        {t('effect.periods', { count: periods.length })}{' '}
        <b>{t('effect.not-covered', { count: count('notCovered') })}</b>{' '}
        {count('perhapsNotCovered') > 0 ? t('effect.perhaps', { count: count('perhapsNotCovered') }) : null}
      </p>
      <TableWrap label={t('effect.figure')}>
        <table className="table effect-totals">
          <thead>
            <tr>
              <th>{t('effect.figure')}</th>
              <th className="number">{t('effect.was')}</th>
              <th className="number">{t('effect.would-be')}</th>
              <th className="number">{t('effect.difference')}</th>
            </tr>
          </thead>
          <tbody>
            {figures.map((figure) => (
              <tr key={figure}>
                <th scope="row">{t(`effect.totals.${figure}`)}</th>
                <td className="number">
                  <Amount fen={total.was[figure]} />
                </td>
                <td className="number">{wouldBe(total, figure, language)}</td>
                <td className="number">{difference(total, figure, language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableWrap>
    </>
  )
}

function EffectTable({ periods }: { readonly periods: readonly EffectPeriod[] }) {
  const { t } = useTranslation('plans')
  return (
    <TableWrap label={t('effect.table')}>
      <table className="table">
        <thead>
          <tr>
            <th>{t('effect.period')}</th>
            <th>{t('effect.sharing-day')}</th>
            <th className="number">{t('effect.participants')}</th>
            <th className="number">{t('effect.cases')}</th>
            {figures.map((figure) => (
              <th key={figure} className="number">
                {t(`effect.figures.${figure}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {periods.map((one) => (
            <tr key={one.period}>
              <th scope="row">{one.period}</th>
              <td>
                <CalendarDay day={one.sharingDay} />
              </td>
              <td className="number">{Number(one.participants).toLocaleString()}</td>
              <td className="number">
                {one.least.cases === one.most.cases ? one.most.cases : `${one.least.cases} – ${one.most.cases}`}
                {one.most.cases === one.was.cases && one.least.cases === one.was.cases ? null : (
                  <small>{t('effect.instead-of', { was: one.was.cases })}</small>
                )}
              </td>
              {figures.map((figure) => (
                <td key={figure} className="number">
                  <PeriodFigure period={one} figure={figure} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableWrap>
  )
}

function PeriodFigure({ figure, period }: { readonly period: EffectPeriod; readonly figure: Figure }) {
  const { t } = useTranslation('plans')
  const { language } = useLanguage()
  const { least, most, was } = period
  const isSame = least[figure] === was[figure] && most[figure] === was[figure]
  return (
    <>
      {wouldBe(period, figure, language)}
      {isSame ? null : <small>{t('effect.instead-of', { was: formatFen(was[figure], language) })}</small>}
    </>
  )
}

interface TouchedProps {
  readonly periods: readonly EffectPeriod[]
  readonly illnesses: ReadonlyMap<string, string>
}

/** The cases that would not have been covered, or perhaps not, each with why. */
function Touched({ illnesses, periods }: TouchedProps) {
  const { t } = useTranslation('plans')
  const touched = periods.flatMap((one) => one.touched.map((found) => ({ ...found, period: one.period })))
  if (touched.length === 0) return null
  const all = periods.reduce((sum, one) => sum + one.notCovered + one.perhapsNotCovered, 0)
  return (
    <section className="stack">
      <h3>{t('effect.touched')}</h3>
      <ul className="touched-list">
        {touched.map(({ caseReference, covered, illness, period, reason, wasFen }) => (
          <li key={`${period} ${caseReference}`}>
            <a href={`/app/public/cases/${caseReference}`}>{caseReference}</a> {period} ·{' '}
            {illnesses.get(illness) ?? illness} · <Amount fen={wasFen} /> ·{' '}
            <span className="tag" data-tone={covered === 'no' ? 'wrong' : 'heed'}>
              {t(`effect.covered.${covered}`, { reason: t(`effect.reasons.${reason}`) })}
            </span>
          </li>
        ))}
      </ul>
      {all > touched.length ? <p className="soft">{t('effect.more', { count: all - touched.length })}</p> : null}
    </section>
  )
}
