import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { GetJurorAppealsResponse } from '@tongzhou/web-client'
import { getJurorAppealsOptions, newKey, postJurorAppealsBySuspensionDecision } from '@tongzhou/web-client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Card, Facts } from '../ui/card.tsx'
import { DeliberateAct } from '../ui/deliberate-act.tsx'
import { Choice, TextArea } from '../ui/fields.tsx'
import { Moment } from '../ui/moment.tsx'
import { Answer } from '../ui/states.tsx'

type Appeal = GetJurorAppealsResponse[number]

/** Appeals of suspended jurors, longest first. They are numbers here: nothing shows who they are. */
export function AppealsCard() {
  const { t } = useTranslation('review-board')
  const appeals = useQuery(getJurorAppealsOptions({ query: { limit: 50 } }))
  return (
    <Card title={t('appeals.title')}>
      <p className="soft">{t('appeals.how')}</p>
      <Answer query={appeals}>
        {(list) =>
          list.length === 0 ? (
            <p>{t('appeals.none')}</p>
          ) : (
            <ul className="plain-list">
              {list.map((one) => (
                <li key={one.suspension.suspensionId} className="stack appeal">
                  <AppealFacts appeal={one} />
                  <DecisionForm appeal={one} />
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Card>
  )
}

function AppealFacts({ appeal }: { readonly appeal: Appeal }) {
  const { t } = useTranslation('review-board')
  const { services, suspension } = appeal
  const { appealedAt, cause, plan, reason, suspendedAt } = suspension
  return (
    <>
      <h3>{t('appeals.juror', { number: suspension.jurorId })}</h3>
      <Facts
        facts={[
          [t('appeals.plan'), plan],
          [t('appeals.suspended'), <Moment key="suspended" at={suspendedAt} />],
          [t('appeals.cause'), t(`appeals.causes.${cause}`)],
          [t('appeals.reason'), reason ?? '–'],
          [t('appeals.appealed'), appealedAt ? <Moment key="appealed" at={appealedAt} /> : '–'],
          [t('appeals.text'), suspension.appeal ?? '–'],
          [t('appeals.attended'), `${services.attended} / ${services.cases}`],
          [t('appeals.controls'), `${services.controlsRight} / ${services.controls}`],
        ]}
      />
    </>
  )
}

function DecisionForm({ appeal }: { readonly appeal: Appeal }) {
  const { t } = useTranslation('review-board')
  const queries = useQueryClient()
  const { jurorId, suspensionId } = appeal.suspension
  const [form, put] = useState(() => ({ upheld: '', text: '', key: newKey() }))
  const change = (part: { readonly upheld?: string; readonly text?: string }) =>
    put({ ...form, ...part, key: newKey() })
  const decide = useMutation({
    mutationFn: () =>
      postJurorAppealsBySuspensionDecision({
        path: { suspension: suspensionId },
        body: { upheld: form.upheld === 'yes', text: form.text },
        headers: { 'idempotency-key': form.key },
        throwOnError: true,
      }),
    onSuccess: () => queries.invalidateQueries(),
  })
  return (
    <>
      <Choice
        label={t('appeals.decision')}
        none={t('appeals.undecided')}
        value={form.upheld}
        onChange={(upheld) => change({ upheld })}
        options={[
          ['yes', t('appeals.uphold')],
          ['no', t('appeals.turn-down')],
        ]}
      />
      <TextArea
        label={t('appeals.why')}
        hint={t('appeals.why-hint')}
        value={form.text}
        onChange={(text) => change({ text })}
        maxLength={2_000}
      />
      <DeliberateAct
        name={t('appeals.act')}
        confirm={t('appeals.confirm')}
        disabled={form.upheld === '' || form.text.trim() === ''}
        isPending={decide.isPending}
        fault={decide.error}
        act={decide.mutate}
      >
        <p>{t(form.upheld === 'yes' ? 'appeals.uphold-means' : 'appeals.turn-down-means', { number: jurorId })}</p>
      </DeliberateAct>
    </>
  )
}
