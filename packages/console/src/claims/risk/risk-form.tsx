import { useMutation, useQueryClient } from '@tanstack/react-query'
import { newKey, putPlansByPlanRiskWeights } from '@tongzhou/web-client'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../../ui/card.tsx'
import { DeliberateAct } from '../../ui/deliberate-act.tsx'
import { TextField } from '../../ui/fields.tsx'
import { TableWrap } from '../../ui/table-wrap.tsx'
import { ChangeList } from './change-list.tsx'
import {
  bodyOf,
  changeOf,
  type EditedSettings,
  editedOf,
  isComplete,
  isSame,
  type RiskSettings,
  signalName,
} from './settings.ts'

interface FormProps {
  readonly plan: string
  readonly settings: RiskSettings
  readonly mayWrite: boolean
}

interface PartProps {
  readonly edited: EditedSettings
  readonly change: (part: Partial<EditedSettings>) => void
  readonly mayWrite: boolean
}

/** Weights and hospitals, saved together after a question. */
export function RiskForm({ mayWrite, plan, settings }: FormProps) {
  const { t } = useTranslation('risk')
  const queries = useQueryClient()
  const before = editedOf(settings)
  const [form, put] = useState(() => ({ edited: before, key: newKey() }))
  const { edited } = form
  const change = (part: Partial<EditedSettings>) => put({ edited: { ...edited, ...part }, key: newKey() })
  const save = useMutation({
    mutationFn: () =>
      putPlansByPlanRiskWeights({
        path: { plan },
        body: { edition: settings.edition, ...bodyOf(edited) },
        headers: { 'idempotency-key': form.key },
        throwOnError: true,
      }),
    onSuccess: () => queries.invalidateQueries(),
  })
  const changed = !isSame(before, edited)
  const complete = isComplete(edited)
  return (
    <>
      <WeightsCard edited={edited} change={change} mayWrite={mayWrite} defaults={settings.defaults} />
      <HospitalsCard edited={edited} change={change} mayWrite={mayWrite} />
      {mayWrite ? (
        <Card title={t('save.confirm')}>
          {complete ? null : (
            <p className="tag" data-tone="wrong" role="alert">
              {t('save.invalid')}
            </p>
          )}
          {complete && !changed ? <p className="soft">{t('save.nothing')}</p> : null}
          <DeliberateAct
            name={t('save.act')}
            confirm={t('save.confirm')}
            disabled={!changed || !complete}
            isPending={save.isPending}
            fault={save.error}
            act={save.mutate}
          >
            <ChangeList change={changeOf(before, edited)} />
            <p>{t('save.means')}</p>
          </DeliberateAct>
        </Card>
      ) : null}
    </>
  )
}

function WeightsCard({
  change,
  defaults,
  edited,
  mayWrite,
}: PartProps & { readonly defaults: RiskSettings['defaults'] }) {
  const { t } = useTranslation('risk')
  const codes = Object.keys(edited.weights)
  return (
    <Card title={t('weights.title')}>
      <p className="soft">{t('weights.hint')}</p>
      <TableWrap label={t('weights.title')}>
        <table className="table risk-weights">
          <thead>
            <tr>
              <th>{t('weights.signal')}</th>
              <th className="number">{t('weights.weight')}</th>
              <th className="number">{t('weights.default')}</th>
            </tr>
          </thead>
          <tbody>
            {codes.map((code) => (
              <tr key={code}>
                <td>{signalName(code)}</td>
                <td className="number">
                  {mayWrite ? (
                    <input
                      type="number"
                      min={0}
                      max={100}
                      step={1}
                      required
                      aria-label={t('weights.label', { signal: signalName(code) })}
                      value={edited.weights[code]}
                      onChange={({ target }) => change({ weights: { ...edited.weights, [code]: target.value } })}
                    />
                  ) : (
                    edited.weights[code]
                  )}
                </td>
                <td className="number">{defaults[code as keyof typeof defaults]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableWrap>
      {mayWrite ? (
        <div>
          <Button
            onClick={() =>
              change({
                weights: Object.fromEntries(Object.entries(defaults).map(([code, one]) => [code, String(one)])),
              })
            }
          >
            {t('weights.reset')}
          </Button>
        </div>
      ) : null}
    </Card>
  )
}

function HospitalsCard({ change, edited, mayWrite }: PartProps) {
  const { t } = useTranslation('risk')
  const { hospitals } = edited
  const put = (id: number, part: { readonly hospital?: string; readonly member?: string }) =>
    change({ hospitals: hospitals.map((one) => (one.id === id ? { ...one, ...part } : one)) })
  const nextId = 1 + Math.max(-1, ...hospitals.map(({ id }) => id))
  return (
    <Card title={t('hospitals.title')}>
      <p className="soft">{t('hospitals.how')}</p>
      {hospitals.length === 0 ? <p>{t('hospitals.none')}</p> : null}
      <ul className="plain-list">
        {hospitals.map(({ hospital, id, member }) => (
          <li key={id} className="risk-hospital">
            {mayWrite ? (
              <>
                <TextField
                  label={t('hospitals.hospital')}
                  hint={t('hospitals.hospital-hint')}
                  value={hospital}
                  onChange={(typed) => put(id, { hospital: typed })}
                  maxLength={200}
                  required
                />
                <TextField
                  label={t('hospitals.member')}
                  hint={t('hospitals.member-hint')}
                  value={member}
                  onChange={(typed) => put(id, { member: typed })}
                  maxLength={100}
                  autoCapitalize="none"
                  spellCheck={false}
                  required
                />
                <Button
                  aria-label={t('hospitals.remove-label', { hospital })}
                  onClick={() => change({ hospitals: hospitals.filter((one) => one.id !== id) })}
                >
                  {t('hospitals.remove')}
                </Button>
              </>
            ) : (
              `${hospital} · ${member}`
            )}
          </li>
        ))}
      </ul>
      {mayWrite ? (
        <div>
          <Button onClick={() => change({ hospitals: [...hospitals, { id: nextId, hospital: '', member: '' }] })}>
            {t('hospitals.add')}
          </Button>
        </div>
      ) : null}
    </Card>
  )
}
