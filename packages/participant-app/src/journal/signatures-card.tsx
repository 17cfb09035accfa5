import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { newestCheckpoint, publishedPolicy } from '../published-log.ts'
import { Card, Facts } from '../ui/card.tsx'
import { Answer } from '../ui/states.tsx'
import { type CheckedSignatures, checkSignatures } from './check-signatures.ts'
import { Moment } from './moment.tsx'

/** The newest checkpoint, its signatures checked by the reader's own device. */
export function SignaturesCard() {
  const { t } = useTranslation('journal')
  const checkpoint = useQuery(newestCheckpoint)
  const policy = useQuery(publishedPolicy)
  return (
    <Card title={t('newest')}>
      <Answer query={checkpoint}>
        {(note) => <Answer query={policy}>{(file) => <Checked note={note} policy={file} />}</Answer>}
      </Answer>
    </Card>
  )
}

function Checked({ note, policy }: { readonly note: string; readonly policy: string }) {
  const { t } = useTranslation('journal')
  const checked = useQuery({
    queryKey: ['checked-signatures', note, policy],
    queryFn: () => checkSignatures(note, policy),
    networkMode: 'always',
    retry: false,
    meta: { keep: false },
  })
  if (checked.error) {
    return (
      <p className="field-wrong" role="alert">
        {t('checked.wrong')} {checked.error.message}
      </p>
    )
  }
  if (!checked.data) return <p role="status">{t('checked.busy')}</p>
  return <Result checked={checked.data} />
}

function Result({ checked }: { readonly checked: CheckedSignatures }) {
  const { t } = useTranslation('journal')
  const { origin, root, signedBy, size, unchecked } = checked
  return (
    <>
      <Facts
        facts={[
          [t('size'), size],
          [t('root'), <code key="root">{root}</code>],
          [t('origin'), origin],
        ]}
      />
      <h3>{t('checked.title')}</h3>
      <Verdict checked={checked} />
      <ul className="points">
        {signedBy.map(({ at, name }) => (
          <li key={`${name} ${at?.getTime()}`}>
            {name} {at === null ? null : <Moment at={at} />}
          </li>
        ))}
      </ul>
      {unchecked.length === 0 ? null : (
        <p>
          {t('checked.cannot')} {unchecked.join(', ')}
        </p>
      )}
    </>
  )
}

function Verdict({ checked: { fault, isAble, signedBy } }: { readonly checked: CheckedSignatures }) {
  const { t } = useTranslation('journal')
  if (!isAble) return <p role="status">{t('checked.unable')}</p>
  if (fault === null) return <p role="status">{t('checked.right', { count: signedBy.length })}</p>
  return (
    <p className="field-wrong" role="alert">
      {t('checked.wrong')} {fault}
    </p>
  )
}
