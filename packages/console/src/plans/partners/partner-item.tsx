import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { TextArea, TextField } from '../../ui/fields.tsx'
import { type EditedPartner, type FieldName, isAddress, limits } from './partner-list.ts'

/** The id of what takes the focus after an insurer was moved or added. */
export const partnerPlace = (id: number, part: 'name' | 'up' | 'down') => `partner-${id}-${part}`

interface ItemProps {
  readonly partner: EditedPartner
  readonly name: string
  readonly faults: readonly FieldName[]
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly isOpen: boolean
  readonly toggle: () => void
  readonly change: (part: Partial<EditedPartner>) => void
  readonly move: (by: -1 | 1) => void
  readonly remove: () => void
}

/** One insurer: who it is and what can be done with it; its fields and how the app shows it where it is opened. */
export function PartnerItem({ isOpen, name, ...item }: ItemProps) {
  const { t } = useTranslation('partners')
  const common = useTranslation().t
  const { faults, isFirst, isLast, move, partner, remove, toggle } = item
  return (
    <li className="partner">
      <div className="partner-head">
        <div>
          <h3 id={partnerPlace(partner.id, 'name')} tabIndex={-1}>
            {name}
          </h3>
          {isOpen ? null : (
            <p className="soft">
              {partner.code} · {partner.address}
            </p>
          )}
        </div>
        <div className="row">
          <Button
            id={partnerPlace(partner.id, 'up')}
            size="small"
            disabled={isFirst}
            aria-label={t('item.up-label', { name })}
            onClick={() => move(-1)}
          >
            {t('item.up')}
          </Button>
          <Button
            id={partnerPlace(partner.id, 'down')}
            size="small"
            disabled={isLast}
            aria-label={t('item.down-label', { name })}
            onClick={() => move(1)}
          >
            {t('item.down')}
          </Button>
          <Button
            size="small"
            aria-expanded={isOpen}
            aria-label={t(isOpen ? 'item.close-label' : 'item.change-label', { name })}
            onClick={toggle}
          >
            {t(isOpen ? 'item.close' : 'item.change')}
          </Button>
          <Button size="small" aria-label={t('item.remove-label', { name })} onClick={remove}>
            {t('item.remove')}
          </Button>
        </div>
      </div>
      {faults.length > 0 ? (
        <p className="tag" data-tone="heed">
          {t('item.wanting', { fields: faults.map((field) => t(`fields.${field}`)).join(common('list-and')) })}
        </p>
      ) : null}
      {isOpen ? (
        <div className="partner-open">
          <PartnerFields {...item} />
          <div className="stack">
            <p className="soft">{t('preview.title')}</p>
            <Preview partner={partner} lang="zh-CN" />
            <Preview partner={partner} lang="en" />
          </div>
        </div>
      ) : null}
    </li>
  )
}

function PartnerFields({ change, faults, partner }: Pick<ItemProps, 'change' | 'faults' | 'partner'>) {
  const { t } = useTranslation('partners')
  const field = (name: FieldName, maxLength: number) => ({
    label: t(`fields.${name}`),
    value: partner[name],
    onChange: (typed: string) => change({ [name]: typed }),
    maxLength,
    required: true,
    // An empty field is not there yet; what is there may be wrong.
    'aria-invalid': partner[name] !== '' && faults.includes(name),
  })
  return (
    <div className="stack partner-fields">
      <TextField {...field('nameZh', limits.name)} lang="zh-CN" />
      <TextField {...field('nameEn', limits.name)} lang="en" />
      <TextArea {...field('textZh', limits.text)} lang="zh-CN" rows={3} />
      <TextArea {...field('textEn', limits.text)} lang="en" rows={3} />
      <TextField
        {...field('address', limits.address)}
        hint={t('fields.address-hint')}
        inputMode="url"
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
      />
      <TextField
        {...field('code', limits.code)}
        hint={t('fields.code-hint')}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
      />
    </div>
  )
}

interface PreviewProps {
  readonly partner: EditedPartner
  readonly lang: 'zh-CN' | 'en'
}

/** An insurer as somebody sees it in the app, in that language. A visit from here is not counted. */
function Preview({ lang, partner }: PreviewProps) {
  const { ready, t } = useTranslation('partners', { lng: lang, useSuspense: false })
  if (!ready) return null
  const [name, text] = lang === 'en' ? [partner.nameEn, partner.textEn] : [partner.nameZh, partner.textZh]
  const go = t('preview.go', { name: name || '…' })
  return (
    <div className="partner-preview" lang={lang}>
      <p className="partner-preview-name">{name || '…'}</p>
      <p>
        <span className="partner-preview-mark">{t('preview.mark')}</span>
      </p>
      <p className="words">{text || '…'}</p>
      <p>
        {isAddress(partner.address) ? (
          <a href={partner.address.trim()} target="_blank" rel="noopener noreferrer">
            {go}
          </a>
        ) : (
          go
        )}
      </p>
    </div>
  )
}
