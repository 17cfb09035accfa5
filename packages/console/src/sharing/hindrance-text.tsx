import { useTranslation } from 'react-i18next'

interface HindranceTextProps {
  readonly hindrance: { readonly code: string; readonly clause?: string } | null
}

/** Why a command would be refused now, in the words of its refusal. */
export function HindranceText({ hindrance }: HindranceTextProps) {
  const { i18n, t } = useTranslation()
  if (!hindrance) return null
  return (
    <p className="tag wide" data-tone="heed">
      {i18n.t(`problems:${hindrance.code}` as never)}{' '}
      {hindrance.clause ? t('clause', { clause: hindrance.clause }) : null}
    </p>
  )
}
