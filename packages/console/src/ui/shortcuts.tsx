import { Button, Modal } from 'antd'
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isForElement } from './key-use.ts'

/** A key and what it does on the page that is open. `text` is the shortcut in words, already translated. */
export interface Shortcut {
  readonly key: string
  readonly text: string
  readonly press: () => void
}

type Offered = readonly Shortcut[]

interface Offer {
  readonly offer: (shortcuts: Offered) => () => void
  readonly list: () => void
}

const Offer = createContext<Offer>({ offer: () => () => {}, list: () => {} })

/** Single keys are in the way of whoever speaks to a computer, or rests a hand on the keys: this browser remembers that they are off. */
const place = 'tongzhou.console-keys'
const areOn = () => localStorage.getItem(place) !== 'off'

/** Listens for the keys that the open page offers; `?` lists them. Keys with Ctrl, Alt or Meta stay the browser's. */
export function Shortcuts({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation()
  const offered = useRef(new Set<Offered>())
  const [listed, setListed] = useState<Offered | null>(null)
  const [isOn, setOn] = useState(areOn)
  const [value] = useState<Offer>(() => ({
    offer: (shortcuts) => {
      offered.current.add(shortcuts)
      return () => {
        offered.current.delete(shortcuts)
      }
    },
    list: () => setListed([...offered.current].flat()),
  }))
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!areOn() || isForElement(event)) return
      if (event.key === '?') return value.list()
      const shortcut = [...offered.current].flat().find(({ key }) => key === event.key)
      if (!shortcut) return
      event.preventDefault()
      shortcut.press()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [value])
  const turn = (on: boolean) => {
    localStorage.setItem(place, on ? 'on' : 'off')
    setOn(on)
  }
  return (
    <Offer value={value}>
      {children}
      <Modal open={listed !== null} onCancel={() => setListed(null)} footer={null} title={t('shortcuts.title')}>
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
        <label className="check keys-on">
          <input type="checkbox" checked={isOn} onChange={(event) => turn(event.target.checked)} />
          {t('shortcuts.on')}
        </label>
      </Modal>
    </Offer>
  )
}

/** Lists the keys of the page, for whoever does not know of `?`. */
export function ShortcutsButton() {
  const { t } = useTranslation()
  const { list } = useContext(Offer)
  return (
    <Button size="small" aria-keyshortcuts="?" onClick={list}>
      {t('shortcuts.button')}
    </Button>
  )
}

/**
 * Offers keys while the calling page is open.
 * @example
 * useShortcuts([{ key: 'j', text: t('next'), press: next }])
 */
export function useShortcuts(shortcuts: Offered): void {
  const { offer } = useContext(Offer)
  useEffect(() => offer(shortcuts), [offer, shortcuts])
}
