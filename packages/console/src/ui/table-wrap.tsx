import type { ReactNode } from 'react'
import './ui.css'

interface TableWrapProps {
  readonly label: string
  readonly children: ReactNode
}

/** Around a table that may be wider than the screen: it scrolls by itself, and by keyboard too. */
export function TableWrap({ children, label }: TableWrapProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reached by keyboard
    // biome-ignore lint/a11y/useSemanticElements: no form, and no landmark
    <div className="table-wrap" role="group" tabIndex={0} aria-label={label}>
      {children}
    </div>
  )
}
