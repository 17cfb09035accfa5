import { useQuery } from '@tanstack/react-query'
import { getReviewInvestigatorLoadsOptions, postClaimsByReferenceAssignInvestigation } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { useDraft } from '../../ui/draft.ts'
import { RegionName } from '../../ui/region-name.tsx'
import { Answer } from '../../ui/states.tsx'
import { StepForm, type StepProps } from './step-form.tsx'

/** Gives the field check to an investigator: those of the claimant's region first, then by how little they have to do. */
export function AssignForm({ desk, view }: StepProps) {
  const { t } = useTranslation('claims')
  const loads = useQuery(getReviewInvestigatorLoadsOptions())
  const draft = useDraft(`${view.caseReference}.assign`, { personId: desk.investigatorPersonId ?? '' })
  const { region } = desk.claimant
  const isNear = (regions: readonly string[]) => (region !== null && regions.includes(region) ? 0 : 1)
  return (
    <StepForm
      draft={draft}
      button={t('decide.send.assign')}
      send={(headers) =>
        postClaimsByReferenceAssignInvestigation({
          path: { reference: view.caseReference },
          headers,
          body: { investigatorPersonId: draft.value.personId },
          throwOnError: true,
        })
      }
    >
      <Answer query={loads}>
        {(list) => (
          <fieldset className="item">
            <legend>{t('assign.who')}</legend>
            {list.length === 0 ? <p>{t('assign.nobody')}</p> : null}
            {list
              .toSorted((one, other) => isNear(one.regions) - isNear(other.regions) || one.open - other.open)
              .map((one) => (
                <label className="check" key={one.personId}>
                  <input
                    type="radio"
                    name="investigator"
                    required
                    checked={draft.value.personId === one.personId}
                    onChange={() => draft.change({ personId: one.personId })}
                  />
                  <span>
                    {one.name ?? t('person', { person: one.personId })} · {t('assign.open', { count: one.open })} ·{' '}
                    {one.regions.length === 0 ? t('assign.no-region') : null}
                    {one.regions.map((code) => (
                      <span className="tag" data-tone={code === region ? 'good' : undefined} key={code}>
                        <RegionName region={code} />
                      </span>
                    ))}
                  </span>
                </label>
              ))}
          </fieldset>
        )}
      </Answer>
    </StepForm>
  )
}
