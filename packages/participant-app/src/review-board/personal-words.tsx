import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/**
 * Which words say who somebody is, as a warning to show; null where there are none. The search is loaded beside the page: browsers that
 * cannot look behind in a pattern (Safari before 16.4) don't read it at all, and are told to look themselves. The operator looks again
 * before anything is shown.
 */
export function usePersonalWords(text: string): ReactNode {
  const { t } = useTranslation('review-board')
  const search = useQuery({
    queryKey: ['search-for-personal-words'],
    queryFn: async () => {
      const { findPersonalData } = await import('@tongzhou/core')
      return { find: (words: string) => findPersonalData(words, []) }
    },
    meta: { keep: false },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (text.trim() === '') return null
  if (search.error) return t('personal.unsearched')
  const found = search.data?.find(text) ?? []
  if (found.length === 0) return null
  return (
    <>
      {t('personal.found')}
      <ul className="points">
        {found.map(({ end, kind, start }) => (
          <li key={start}>
            {t(`personal.${kind}`)}: <mark>{text.slice(start, end)}</mark>
          </li>
        ))}
      </ul>
    </>
  )
}
