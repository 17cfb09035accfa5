import { Button } from 'antd'
import { type PointerEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Box, boxBetween, withSide } from './redaction.ts'

interface BoxPageProps {
  readonly address: string
  readonly name: string
  readonly boxes: readonly Box[]
  readonly add: (box: Box) => void
}

interface Drag {
  readonly from: { readonly x: number; readonly y: number }
  readonly to: { readonly x: number; readonly y: number }
}

/** A page on which boxes are drawn. Without a mouse they are made and moved by numbers, beside it. */
export function BoxPage({ add, address, boxes, name }: BoxPageProps) {
  const [drag, setDrag] = useState<Drag | null>(null)
  const at = ({ clientX, clientY, currentTarget }: PointerEvent<HTMLElement>) => {
    const { height, left, top, width } = currentTarget.getBoundingClientRect()
    return { x: (clientX - left) / width, y: (clientY - top) / height }
  }
  const drawn = drag && boxBetween(drag.from, drag.to)
  return (
    <div
      className="box-page"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setDrag({ from: at(event), to: at(event) })
      }}
      onPointerMove={(event) => {
        if (drag) setDrag({ ...drag, to: at(event) })
      }}
      onPointerUp={() => {
        if (drawn) add(drawn)
        setDrag(null)
      }}
    >
      <img src={address} alt={name} draggable={false} />
      {[...boxes, ...(drawn ? [drawn] : [])].map((box, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a box is its place in the list
          key={index}
          className="box"
          style={{
            insetInlineStart: `${box.x * 100}%`,
            insetBlockStart: `${box.y * 100}%`,
            inlineSize: `${box.width * 100}%`,
            blockSize: `${box.height * 100}%`,
          }}
        >
          {index + 1}
        </span>
      ))}
    </div>
  )
}

interface BoxListProps {
  readonly boxes: readonly Box[]
  readonly change: (boxes: readonly Box[]) => void
}

/** The boxes of a page by numbers, in per cent of its sides. */
export function BoxList({ boxes, change }: BoxListProps) {
  const { t } = useTranslation('claims')
  return (
    <>
      <ul className="plain-list">
        {boxes.map((box, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a box is its place in the list
          <li key={index} className="box-line">
            <b>{index + 1}</b>
            {(['x', 'y', 'width', 'height'] as const).map((side) => (
              <label key={side}>
                {t(`redact.sides.${side}`)}
                <input
                  type="number"
                  min={0}
                  max={100}
                  step={0.5}
                  value={Number((box[side] * 100).toFixed(1))}
                  onChange={(event) =>
                    change(
                      boxes.map((one, at) => (at === index ? withSide(one, side, event.target.valueAsNumber) : one)),
                    )
                  }
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
          </li>
        ))}
      </ul>
      <Button onClick={() => change([...boxes, { x: 0.1, y: 0.1, width: 0.3, height: 0.05 }])}>
        {t('redact.add')}
      </Button>
    </>
  )
}
