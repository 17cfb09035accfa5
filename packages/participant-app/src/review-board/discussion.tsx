import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getDisputesByDisputeDiscussionOptions, postDisputesByDisputeDiscussion } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Action } from '../ui/action.tsx'
import { Card } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import { Moment } from '../ui/moment.tsx'
import { Answer } from '../ui/states.tsx'
import { TextArea } from '../ui/text-area.tsx'
import { usePersonalWords } from './personal-words.tsx'
import { Refused } from './refused.tsx'

interface DiscussionProps {
  readonly dispute: string
  readonly juror: string | null
  readonly mayPost: boolean
}

/** What the jurors of a case say to each other, under their pseudonyms. What a moderator hid stays in view as hidden, with the reason. */
export function Discussion({ dispute, juror, mayPost }: DiscussionProps) {
  const { t } = useTranslation('review-board')
  const queries = useQueryClient()
  const query = { after: '0', limit: 500 }
  const options = { ...getDisputesByDisputeDiscussionOptions({ path: { dispute }, query }), meta: { keep: false } }
  const posts = useQuery(options)
  const draft = useDraft(`discussion-${dispute}`, { words: '' })
  const warning = usePersonalWords(draft.value.words)
  const post = useMutation({
    mutationFn: async () => {
      const headers = { 'idempotency-key': draft.key }
      const body = { words: draft.value.words }
      await postDisputesByDisputeDiscussion({ path: { dispute }, headers, body, throwOnError: true })
    },
    onSuccess: async () => {
      draft.discard()
      await queries.invalidateQueries({ queryKey: options.queryKey })
    },
  })
  return (
    <Card title={t('discussion.title')}>
      <Answer query={posts}>
        {(list) =>
          list.length === 0 ? (
            <p className="soft">{t('discussion.none')}</p>
          ) : (
            <ol className="posts">
              {list.map((one) => (
                <li key={one.post}>
                  <p className="soft">
                    {one.juror === juror ? t('discussion.me') : one.juror} · <Moment at={one.postedAt} />
                  </p>
                  <p className="quoted">
                    {one.hidden === null ? one.words : t('discussion.hidden', { reason: one.hidden })}
                  </p>
                </li>
              ))}
            </ol>
          )
        }
      </Answer>
      {mayPost ? (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault()
            post.mutate()
          }}
        >
          <TextArea
            label={t('discussion.say')}
            hint={t('discussion.hint')}
            most={1_000}
            value={draft.value.words}
            onChange={(words) => draft.change({ words })}
            wrong={warning}
          />
          <Action kind="second" submit busy={post.isPending}>
            {t('discussion.post')}
          </Action>
          <Refused fault={post.error} />
        </form>
      ) : null}
    </Card>
  )
}
