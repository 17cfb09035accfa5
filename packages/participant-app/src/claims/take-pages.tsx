import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../ui/card.tsx'
import { FaultState } from '../ui/states.tsx'
import type { usePages } from './use-pages.ts'

interface TakePagesProps {
  readonly add: ReturnType<typeof usePages>['add']
  /** Whether nothing was taken yet. */
  readonly first: boolean
}

/** The camera, and files that are on the phone already. */
export function TakePages({ add, first }: TakePagesProps) {
  const { t } = useTranslation('claims')
  const take = (files: FileList | null) => {
    if (files && files.length > 0) add.mutate([...files])
  }
  return (
    <Card title={t('pages.take')}>
      <p>{t('pages.how')}</p>
      <FileButton main onFiles={take} input={{ accept: 'image/*', capture: 'environment' }}>
        {t(first ? 'pages.photograph' : 'pages.photograph-next')}
      </FileButton>
      <FileButton onFiles={take} input={{ accept: 'image/*,application/pdf', multiple: true }}>
        {t('pages.choose')}
      </FileButton>
      <div role="status">{add.isPending ? <p>{t('pages.preparing')}</p> : null}</div>
      <div role="alert">
        {[...new Set(add.data)].map((why) => (
          <p key={why} className="field-wrong">
            {t(`pages.left-out.${why}`)}
          </p>
        ))}
        {add.error ? <FaultState fault={add.error} /> : null}
      </div>
      <p className="soft">{t('pages.kept')}</p>
    </Card>
  )
}

interface FileButtonProps {
  readonly main?: boolean
  readonly input: {
    readonly accept: string
    readonly capture?: 'environment'
    readonly multiple?: boolean
  }
  readonly onFiles: (files: FileList | null) => void
  readonly children: ReactNode
}

/** A file input that looks like the other buttons; to the keyboard and those who listen it is what it is. */
function FileButton({ children, input, main = false, onFiles }: FileButtonProps) {
  const id = useId()
  return (
    <div className="file-button" data-main={main}>
      <label htmlFor={id}>{children}</label>
      <input
        {...input}
        id={id}
        type="file"
        onChange={({ currentTarget }) => {
          onFiles(currentTarget.files)
          // The same file may be chosen again.
          currentTarget.value = ''
        }}
      />
    </div>
  )
}
