import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type GetPartnersResponse, newKey, putPartners, useLanguage } from '@tongzhou/web-client'
import { Button } from 'antd'
import { useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { Card } from '../../ui/card.tsx'
import { DeliberateAct } from '../../ui/deliberate-act.tsx'
import { PartnerItem, partnerPlace } from './partner-item.tsx'
import {
  bodyOf,
  changeOf,
  type EditedPartner,
  editedOf,
  emptyPartner,
  faultsOf,
  isChange,
  limits,
  moved,
  type Partner,
  type PartnersChange,
} from './partner-list.ts'

interface FormProps {
  readonly list: GetPartnersResponse
}

/** The insurers in their order. Nothing is shown to anybody until the whole list is saved, after a question. */
export function PartnersForm({ list: { edition, partners } }: FormProps) {
  const { t } = useTranslation('partners')
  const { pick } = useLanguage()
  const [list, put] = useState(() => editedOf(partners))
  const [said, say] = useState('')
  const [opened, open] = useState<ReadonlySet<number>>(new Set())
  const move = (one: EditedPartner, by: -1 | 1) => {
    const next = moved(list, one.id, by)
    const place = 1 + next.findIndex(({ id }) => id === one.id)
    // What was moved keeps the focus, on the other button where it can go no further.
    flushSync(() => {
      put(next)
      say(t('list.moved', { name: nameOf(one), place, of: next.length }))
    })
    const atEnd = place === (by < 0 ? 1 : next.length)
    document.getElementById(partnerPlace(one.id, by < 0 !== atEnd ? 'up' : 'down'))?.focus()
  }
  const add = () => {
    const id = 1 + Math.max(-1, partners.length - 1, ...list.map((one) => one.id))
    flushSync(() => {
      put([...list, emptyPartner(id)])
      open(new Set([...opened, id]))
    })
    document.getElementById(partnerPlace(id, 'name'))?.focus()
  }
  const nameOf = ({ nameEn, nameZh }: EditedPartner) => pick({ en: nameEn, zh: nameZh }) || t('list.unnamed')
  return (
    <>
      <Card title={t('list.title')}>
        {list.length === 0 ? <p>{t('list.none')}</p> : <p className="soft">{t('list.how')}</p>}
        <ol className="plain-list partner-list">
          {list.map((one, at) => (
            <PartnerItem
              key={one.id}
              partner={one}
              name={nameOf(one)}
              faults={faultsOf(one, list)}
              isFirst={at === 0}
              isLast={at === list.length - 1}
              isOpen={opened.has(one.id)}
              toggle={() => open(opened.symmetricDifference(new Set([one.id])))}
              change={(part) => put(list.map((other) => (other.id === one.id ? { ...other, ...part } : other)))}
              move={(by) => move(one, by)}
              remove={() => {
                put(list.filter(({ id }) => id !== one.id))
                say(t('list.removed', { name: nameOf(one) }))
              }}
            />
          ))}
        </ol>
        <div className="row">
          <Button disabled={list.length >= limits.partners} onClick={add}>
            {t('list.add')}
          </Button>
          {list.length >= limits.partners ? (
            <span className="soft">{t('list.full', { most: limits.partners })}</span>
          ) : null}
          <span className="soft" role="status">
            {said}
          </span>
        </div>
      </Card>
      <SaveCard edition={edition} before={partners} list={list} />
    </>
  )
}

interface SaveCardProps {
  readonly edition: number
  readonly before: readonly Partner[]
  readonly list: readonly EditedPartner[]
}

/** Saves all of it at once; refused where somebody else saved since the list was read. */
function SaveCard({ before, edition, list }: SaveCardProps) {
  const { t } = useTranslation('partners')
  const queries = useQueryClient()
  const after = bodyOf(list)
  // The same list has the same key, so that it may be sent again.
  const [sent, note] = useState({ list, key: newKey() })
  if (sent.list !== list) note({ list, key: newKey() })
  const save = useMutation({
    mutationFn: () =>
      putPartners({
        body: { edition, partners: after },
        headers: { 'idempotency-key': sent.key },
        throwOnError: true,
      }),
    onSuccess: () => queries.invalidateQueries(),
  })
  const change = changeOf(before, after)
  const complete = list.every((one) => faultsOf(one, list).length === 0)
  return (
    <Card title={t('save.title')}>
      {complete ? null : (
        <p className="tag" data-tone="wrong" role="alert">
          {t('save.incomplete')}
        </p>
      )}
      {complete && !isChange(change) ? <p className="soft">{t('save.nothing')}</p> : null}
      <DeliberateAct
        name={t('save.act')}
        confirm={t('save.confirm')}
        disabled={!complete || !isChange(change)}
        isPending={save.isPending}
        fault={save.error}
        act={save.mutate}
      >
        <ChangeLines change={change} />
        <p>{t(after.length === 0 ? 'save.empties' : 'save.means')}</p>
      </DeliberateAct>
    </Card>
  )
}

function ChangeLines({ change }: { readonly change: PartnersChange }) {
  const { t } = useTranslation('partners')
  const { pick } = useLanguage()
  const { added, changed, isReordered, removed } = change
  const facts = ({ code, name }: Partner) => ({ code, name: pick(name) })
  const lines = [
    ...added.map((one) => t('save.added', facts(one))),
    ...changed.map((one) => t('save.changed', facts(one))),
    ...removed.map((one) => t('save.removed', facts(one))),
    ...(isReordered ? [t('save.reordered')] : []),
  ]
  return (
    <ul className="plain-list">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}
