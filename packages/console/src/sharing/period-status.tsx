import { useTranslation } from 'react-i18next'

const tones = { open: undefined, published: 'heed', rolled: 'heed', settled: 'good' } as const

/** Where a period stands: open, published, rolled or settled. */
export function PeriodStatus({ status }: { readonly status: string }) {
  const { t } = useTranslation('sharing')
  const known = status as keyof typeof tones
  return (
    <span className="tag" data-tone={tones[known]}>
      {t(`status.${known}`)}
    </span>
  )
}
