import { Button } from 'antd'
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { afterKey, type Box, boxBetween, withSide } from './redaction.ts'

interface BoxesProps {
  readonly boxes: readonly Box[]
  readonly change: (boxes: readonly Box[]) => void
}

interface BoxPageProps extends BoxesProps {
  readonly address: string
  readonly name: string
}

interface Drag {
  readonly from: { readonly x: number; readonly y: number }
  readonly to: { readonly x: number; readonly y: number }
}

const placed = ({ height, width, x, y }: Box) => ({
  insetInlineStart: `${x * 100}%`,
  insetBlockStart: `${y * 100}%`,
  inlineSize: `${width * 100}%`,
  blockSize: `${height * 100}%`,
})

/** A page on which boxes are drawn. Each is a stop for the keyboard: arrows move it, with Shift they size it, Delete removes it. */
export function BoxPage({ address, boxes, change, name }: BoxPageProps) {
  const { t } = useTranslation('claims')
  const [drag, setDrag] = useState<Drag | null>(null)
  const page = useRef<HTMLDivElement>(null)
  const at = ({ clientX, clientY, currentTarget }: PointerEvent<HTMLElement>) => {
    const { height, left, top, width } = currentTarget.getBoundingClientRect()
    return { x: (clientX - left) / width, y: (clientY - top) / height }
  }
  const drawn = drag && boxBetween(drag.from, drag.to)
  const onKey = (event: KeyboardEvent, index: number) => {
    const box = afterKey(boxes[index]!, event)
    if (box === undefined) return
    event.preventDefault()
    change(box === null ? boxes.filter((_, place) => place !== index) : boxes.with(index, box))
  }
  return (
    <div
      className="box-page"
      ref={page}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setDrag({ from: at(event), to: at(event) })
      }}
      onPointerMove={(event) => {
        if (drag) setDrag({ ...drag, to: at(event) })
      }}
      onPointerUp={() => {
        if (drawn) change([...boxes, drawn])
        setDrag(null)
      }}
    >
      <img src={address} alt={name} draggable={false} />
      {boxes.map((box, index) => (
        <button
          // biome-ignore lint/suspicious/noArrayIndexKey: a box is its place in the list
          key={index}
          type="button"
          className="box"
          style={placed(box)}
          aria-label={t('redact.box', { number: index + 1, ...percentOf(box) })}
          aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown Delete"
          onKeyDown={(event) => onKey(event, index)}
        >
          {index + 1}
        </button>
      ))}
      {drawn ? <span className="box" style={placed(drawn)} /> : null}
    </div>
  )
}

const percent = (fraction: number) => Number((fraction * 100).toFixed(1))

const percentOf = ({ height, width, x, y }: Box) => ({
  x: percent(x),
  y: percent(y),
  width: percent(width),
  height: percent(height),
})

/** The boxes of a page by numbers, in per cent of its sides. */
export function BoxList({ boxes, change }: BoxesProps) {
  const { t } = useTranslation('claims')
  const list = useRef<HTMLUListElement>(null)
  const [added, setAdded] = useState(0)
  useEffect(() => {
    if (added > 0) list.current?.querySelector<HTMLElement>('li:last-child input')?.focus()
  }, [added])
  return (
    <>
      <ul className="plain-list" ref={list}>
        {boxes.map((box, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a box is its place in the list
          <li key={index}>
            <fieldset className="box-line">
              <legend>{t('redact.number', { number: index + 1 })}</legend>
              {(['x', 'y', 'width', 'height'] as const).map((side) => (
                <label key={side}>
                  {t(`redact.sides.${side}`)}
                  <input
                    type="number"
                    min={0}
                    max={100}
                    step={0.5}
                    value={percent(box[side])}
                    onChange={(event) => change(boxes.with(index, withSide(box, side, event.target.valueAsNumber)))}
                  />
                </label>
              ))}
              <Button
                size="small"
                aria-label={t('redact.remove', { number: index + 1 })}
                onClick={() => change(boxes.filter((_, at) => at !== index))}
              >
                ×
              </Button>
            </fieldset>
          </li>
        ))}
      </ul>
      <Button
        onClick={() => {
          change([...boxes, { x: 0.1, y: 0.1, width: 0.3, height: 0.05 }])
          setAdded(added + 1)
        }}
      >
        {t('redact.add')}
      </Button>
    </>
  )
}
