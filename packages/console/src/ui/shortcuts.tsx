import { Modal } from 'antd'
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

/** A key and what it does on the page that is open. `text` is the shortcut in words, already translated. */
export interface Shortcut {
  readonly key: string
  readonly text: string
  readonly press: () => void
}

type Offered = readonly Shortcut[]

const Offer = createContext<(shortcuts: Offered) => () => void>(() => () => {})

/** Whoever is writing is not giving orders. */
function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

/** Listens for the keys that the open page offers; `?` lists them. Keys with Ctrl, Alt or Meta stay the browser's. */
export function Shortcuts({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation()
  const offered = useRef(new Set<Offered>())
  const [listed, list] = useState<Offered | null>(null)
  const [offer] = useState(() => (shortcuts: Offered) => {
    offered.current.add(shortcuts)
    return () => {
      offered.current.delete(shortcuts)
    }
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || isWriting(event.target)) return
      const all = [...offered.current].flat()
      if (event.key === '?') return list(all)
      const shortcut = all.find(({ key }) => key === event.key)
      if (!shortcut) return
      event.preventDefault()
      shortcut.press()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return (
    <Offer value={offer}>
      {children}
      <Modal open={listed !== null} onCancel={() => list(null)} footer={null} title={t('shortcuts.title')}>
        <dl className="facts">
          {[...(listed ?? []), { key: '?', text: t('shortcuts.list') }].map(({ key, text }) => (
            <div key={key} className="row">
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </Modal>
    </Offer>
  )
}

/**
 * Offers keys while the calling page is open.
 * @example
 * useShortcuts([{ key: 'j', text: t('next'), press: next }])
 */
export function useShortcuts(shortcuts: Offered): void {
  const offer = useContext(Offer)
  useEffect(() => offer(shortcuts), [offer, shortcuts])
}
