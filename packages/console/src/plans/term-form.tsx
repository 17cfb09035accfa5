import type { Illness } from '@tongzhou/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { IllnessesTerms } from './illnesses-terms.tsx'
import { usePlanEditing } from './plan-editing.ts'
import { listAt, type PlanPath, valueAt } from './plan-text.ts'
import { CheckTerm, DayTerm, NumberTerm, useTermName, WordsTerm } from './term-fields.tsx'
import { MildFormsTerms, TiersTerms } from './tiers-terms.tsx'

/** The main terms by their names in words, each part with the wording of its clause; the text has all the others. */
export function TermForm({ illnessesBefore }: { readonly illnessesBefore: readonly Illness[] }) {
  const { t } = useTranslation('plans')
  const { plan } = usePlanEditing()
  const days = t('units.days')
  const years = t('units.years')
  const yuan = t('units.yuan')
  return (
    <div className="stack">
      <Part name={t('parts.version')}>
        <div className="terms">
          <DayTerm path={['firstDay']} />
          <WordsTerm path={['name', 'zh']} label={t('parts.name-zh')} />
          <WordsTerm path={['name', 'en']} label={t('parts.name-en')} />
        </div>
      </Part>
      <Part section="cover">
        <TiersTerms />
        <MildFormsTerms />
        <IllnessesTerms before={illnessesBefore} />
        <div className="terms">
          <NumberTerm path={['cover', 'ageingOut', 'atAgeYears']} label={t('fields.ageing-out')} unit={years} />
        </div>
      </Part>
      <Part section="sharing">
        <div className="terms">
          <NumberTerm
            path={['sharing', 'managementFeeBasisPoints']}
            label={t('fields.fee')}
            scale="hundredths"
            unit={t('units.percent')}
          />
          <NumberTerm path={['sharing', 'capPerCaseFen']} scale="hundredths" unit={yuan} mayBeNone />
          <NumberTerm path={['sharing', 'capPerYearFen']} scale="hundredths" unit={yuan} mayBeNone />
          <CheckTerm path={['sharing', 'waitingShare']} />
        </div>
      </Part>
      <Part section="waitingPeriod">
        <div className="terms">
          <NumberTerm path={['waitingPeriod', 'days']} label={t('fields.waiting-days')} unit={days} />
          <CheckTerm path={['waitingPeriod', 'accidentsExempt']} />
        </div>
      </Part>
      <Part section="eligibility">
        <div className="terms">
          <NumberTerm path={['eligibility', 'minAgeDays']} />
          <NumberTerm path={['eligibility', 'maxAgeYears']} />
        </div>
      </Part>
      <Part section="filing">
        <NumberTerm path={['filing', 'withinDays']} />
      </Part>
      <Part section="review">
        <div className="terms">
          <NumberTerm path={['review', 'secondApprovalAboveFen']} scale="hundredths" unit={yuan} />
          <NumberTerm path={['review', 'evidenceRequestDays']} />
        </div>
      </Part>
      <Part section="collection">
        <div className="terms">
          <NumberTerm path={['collection', 'graceDays']} />
          <NumberTerm path={['collection', 'reinstatementDays']} />
          <NumberTerm path={['collection', 'payoutWithinDays']} />
        </div>
      </Part>
      {plan.changes ? (
        <Part section="changes">
          <div className="terms">
            <NumberTerm path={['changes', 'noticeDays']} />
            <CheckTerm path={['changes', 'adoptedByAnother']} />
          </div>
        </Part>
      ) : null}
    </div>
  )
}

interface PartProps {
  /** A section of the plan, by whose name and clause the part goes. */
  readonly section?: string
  readonly name?: string
  readonly children: ReactNode
}

function Part({ children, name, section }: PartProps) {
  const termNameOf = useTermName()
  return (
    <section className="part">
      <h3>{name ?? termNameOf(section!)}</h3>
      {children}
      {section ? <ClauseWords path={[section, 'clause']} /> : null}
    </section>
  )
}

/** Whoever changes a figure sees the words that tell it to people. */
function ClauseWords({ path }: { readonly path: PlanPath }) {
  const { t } = useTranslation('plans')
  const { plan } = usePlanEditing()
  const clause = valueAt(plan, path)
  const at = listAt(plan, ['clauses']).findIndex(({ id }) => id === clause)
  if (at < 0) return null
  return (
    <details>
      <summary>{t('clause.words', { clause: String(clause) })}</summary>
      <div className="stack">
        <WordsTerm path={['clauses', at, 'text', 'zh']} rows={4} />
        <WordsTerm path={['clauses', at, 'text', 'en']} rows={4} />
      </div>
    </details>
  )
}
