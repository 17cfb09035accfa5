import { useTranslation } from 'react-i18next'
import { Page } from '../ui/page.tsx'

export default function CasesPage() {
  const { t } = useTranslation('claims')
  return <Page title={t('cases.title')}>{null}</Page>
}
