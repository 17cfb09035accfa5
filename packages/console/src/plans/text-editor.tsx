import { useLanguage } from '@tongzhou/web-client'
import { useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { FaultList, type PlanFault } from './fault-list.tsx'

interface TextEditorProps {
  readonly text: string
  readonly faults: readonly PlanFault[]
  /** Absent: only to be read. */
  readonly change?: (text: string) => void
}

/** The whole text with the numbers of its lines, marked where something is wrong; a fault leads to its place. */
export function TextEditor({ change, faults, text }: TextEditorProps) {
  const { t } = useTranslation('plans')
  const { pick } = useLanguage()
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const gutter = useRef<HTMLDivElement>(null)
  const lines = text.split('\n')
  const byLine = Map.groupBy(faults, ({ line }) => line)
  const goTo = ({ column, line }: PlanFault) => {
    const field = area.current
    if (!field) return
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
    const end = start + (lines[line - 1]?.length ?? 0)
    field.focus()
    field.setSelectionRange(Math.min(start + column - 1, end), end)
    field.scrollTop = Math.max(0, ((line - 4) * field.scrollHeight) / Math.max(1, lines.length))
  }
  return (
    <div className="stack">
      <FaultList faults={faults} goTo={goTo} />
      <label htmlFor={id}>{t('text.label')}</label>
      <div className="text-editor">
        <div className="text-lines" ref={gutter} aria-hidden="true">
          {lines.map((_, at) => {
            const wrong = byLine.get(at + 1)
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
              <div key={at} data-wrong={wrong !== undefined} title={wrong?.map((one) => pick(one.message)).join('\n')}>
                {at + 1}
              </div>
            )
          })}
        </div>
        <textarea
          ref={area}
          id={id}
          value={text}
          readOnly={change === undefined}
          spellCheck={false}
          wrap="off"
          aria-invalid={faults.length > 0}
          onChange={(event) => change?.(event.target.value)}
          onScroll={({ currentTarget }) => {
            if (gutter.current) gutter.current.scrollTop = currentTarget.scrollTop
          }}
        />
      </div>
    </div>
  )
}
