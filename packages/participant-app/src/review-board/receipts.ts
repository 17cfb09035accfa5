import { useMe } from '@tongzhou/web-client'
import { useState } from 'react'

/** What a juror keeps of a ballot: by it the log's entry is found. */
export interface Receipt {
  /** The juror's pseudonym in this case. */
  readonly juror: string
  /** Base64 SHA-256 of the sealed ballot. */
  readonly ballot: string
  /** An instant in UTC, of this device. */
  readonly castAt: string
}

export interface Receipts {
  /** Newest last. */
  readonly all: readonly Receipt[]
  readonly keep: (receipt: Receipt) => void
}

/** The receipts of one case, kept on this device for good: they are the proof against whoever runs the count. */
export function useReceipts(dispute: string): Receipts {
  const me = useMe()
  const at = `tongzhou.receipts.${me?.personId ?? ''}.${dispute}`
  const [, show] = useState(0)
  const all = JSON.parse(localStorage.getItem(at) ?? '[]') as readonly Receipt[]
  return {
    all,
    keep: (receipt) => {
      localStorage.setItem(at, JSON.stringify([...all, receipt]))
      show((times) => times + 1)
    },
  }
}
