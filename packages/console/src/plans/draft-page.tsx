import { useQuery } from '@tanstack/react-query'
import type { GetPlanDraftsByDraftResponse } from '@tongzhou/web-client'
import { getPlanDraftsByDraftOptions, useLanguage, useMe } from '@tongzhou/web-client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { Card } from '../ui/card.tsx'
import { Moment } from '../ui/moment.tsx'
import { Page } from '../ui/page.tsx'
import { Answer } from '../ui/states.tsx'
import { AdoptCard, type Adopted, AdoptedCard } from './adopt-card.tsx'
import { Differences } from './differences.tsx'
import { DraftEditor } from './draft-editor.tsx'
import { EffectCard } from './effect-card.tsx'
import { illnessNames } from './illness-names.ts'
import { TextEditor } from './text-editor.tsx'
import './plans.css'

/** A draft: its text is written, compared, tried on the last year and adopted here. */
export default function DraftPage() {
  const { t } = useTranslation('plans')
  const { pick } = useLanguage()
  const draft = useParams().draft!
  const [adopted, tellAdopted] = useState<Adopted | null>(null)
  const query = useQuery({ ...getPlanDraftsByDraftOptions({ path: { draft } }), enabled: adopted === null })
  const title = query.data ? t('draft.title', { plan: pick(query.data.name), version: query.data.version }) : '…'
  return (
    <Page title={title} actions={<Link to="/plans">{t('back')}</Link>}>
      {adopted ? (
        <AdoptedCard version={adopted} />
      ) : (
        <Answer query={query}>{(found) => <DraftDesk draft={found} adopted={tellAdopted} />}</Answer>
      )}
    </Page>
  )
}

interface DraftDeskProps {
  readonly draft: GetPlanDraftsByDraftResponse
  readonly adopted: (version: Adopted) => void
}

function DraftDesk({ adopted, draft }: DraftDeskProps) {
  const { t } = useTranslation('plans')
  const common = useTranslation().t
  const { pick } = useLanguage()
  const mayWrite = useMe()?.roles.includes('operator') ?? false
  const [isChanged, tellChanged] = useState(false)
  const illnesses = illnessNames(draft.source, pick)
  return (
    <>
      <p className="soft">
        {t('draft.edition', { edition: draft.edition })}{' '}
        {t('drafts.saved', { person: common('person', { number: draft.writtenBy }) })} <Moment at={draft.writtenAt} />
      </p>
      {mayWrite ? (
        <DraftEditor key={draft.edition} draft={draft} tellChanged={tellChanged} />
      ) : (
        <Card title={t('text.title')}>
          <TextEditor text={draft.source} faults={[]} />
        </Card>
      )}
      <Card title={t('changes.against-newest')}>
        {isChanged ? (
          <p className="tag saved-only" data-tone="heed">
            {t('effect.saved-only')}
          </p>
        ) : null}
        <Differences list={draft.differences} illnesses={illnesses} />
      </Card>
      <EffectCard draft={draft.draft} edition={draft.edition} isChanged={isChanged} illnesses={illnesses} />
      {mayWrite ? <AdoptCard draft={draft} isChanged={isChanged} adopted={adopted} /> : null}
    </>
  )
}
