import { useMutation } from '@tanstack/react-query'
import type { PostPeopleSearchData } from '@tongzhou/web-client'
import { postPeopleSearch } from '@tongzhou/web-client'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Choice, TextField } from '../ui/fields.tsx'
import { Page } from '../ui/page.tsx'
import { FaultState } from '../ui/states.tsx'

type By = PostPeopleSearchData['body']['by']

const ways: readonly By[] = ['phone', 'document', 'participant', 'case', 'person']

/** Finds one person exactly. What is typed goes in the body of the request, never into an address, and is not kept. */
export default function PeoplePage() {
  const { t } = useTranslation('participants')
  const navigate = useNavigate()
  const [by, choose] = useState<By>('phone')
  const [text, setText] = useState('')
  const find = useMutation({
    mutationFn: async () => (await postPeopleSearch({ body: { by, text }, throwOnError: true })).data,
    onSuccess: ({ personId }) => (personId === null ? undefined : navigate(`/people/${personId}`)),
  })
  return (
    <Page title={t('title')} narrow>
      <p>{t('search.how')}</p>
      <search>
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault()
            find.mutate()
          }}
        >
          <Choice
            label={t('search.by')}
            value={by}
            onChange={(value) => {
              choose(value as By)
              find.reset()
            }}
            options={ways.map((way) => [way, t(`search.ways.${way}`)])}
          />
          <TextField
            label={t(`search.ways.${by}`)}
            value={text}
            onChange={setText}
            type={by === 'phone' ? 'tel' : 'text'}
            autoComplete="off"
            maxLength={100}
            required
          />
          {find.error ? <FaultState fault={find.error} /> : null}
          {find.data?.personId === null ? <p role="status">{t('search.nobody')}</p> : null}
          <div className="row">
            <Button type="primary" htmlType="submit" loading={find.isPending}>
              {t('search.find')}
            </Button>
          </div>
        </form>
      </search>
      <p className="soft">{t('search.no-names')}</p>
    </Page>
  )
}
