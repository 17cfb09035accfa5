import type { GetConsentWordingsResponse, PostParticipantsData } from '@tongzhou/web-client'
import type { HealthQuestion } from '../plan-in-force.ts'

/** What somebody has typed so far; kept as a draft. */
export interface Joining {
  readonly relation: string
  readonly name: string
  readonly kind: string
  readonly number: string
  readonly healthData: boolean
  readonly publication: boolean
  readonly answers: Readonly<Record<string, boolean>>
}

export const emptyJoining: Joining = {
  relation: 'self',
  name: '',
  kind: 'cn-resident-id',
  number: '',
  healthData: false,
  publication: false,
  answers: {},
}

/** The steps of a form one after the other, as the address names them: `question-tumour`. */
export function stepsOf(questions: readonly HealthQuestion[]): readonly string[] {
  return ['who', 'consents', ...questions.map(({ code }) => `question-${code}`), 'check']
}

/** The step in which a refused field stands, by the field that the API names. */
export function stepOfField(field: string | undefined): string {
  if (field?.startsWith('answers.')) return `question-${field.slice('answers.'.length)}`
  return field?.startsWith('consents') ? 'consents' : 'who'
}

type Wordings = GetConsentWordingsResponse
type Body = PostParticipantsData['body']

/** The newest wording of each consent. */
export function newestWordings(wordings: Wordings): Wordings {
  const newest = new Map<string, Wordings[number]>()
  for (const wording of wordings) {
    if (wording.version > (newest.get(wording.kind)?.version ?? 0)) newest.set(wording.kind, wording)
  }
  return [...newest.values()]
}

/** The command: with the answers to what is asked, and no others, which an earlier number may have left in the draft. */
export function joinBody(
  plan: string,
  joining: Joining,
  questions: readonly HealthQuestion[],
  wordings: Wordings,
): Body {
  const given: Readonly<Record<string, boolean>> = {
    'health-data': joining.healthData,
    publication: joining.publication,
  }
  const consents = newestWordings(wordings).map(({ kind, version }) => [
    kind,
    { given: given[kind] ?? false, wordingVersion: version },
  ])
  const answered = questions.flatMap(({ code }) => {
    const answer = joining.answers[code]
    return answer === undefined ? [] : [[code, answer]]
  })
  return {
    plan,
    name: joining.name,
    identity: { kind: joining.kind, number: joining.number },
    relation: joining.relation as Body['relation'],
    consents: Object.fromEntries(consents) as Body['consents'],
    answers: Object.fromEntries(answered) as Body['answers'],
  }
}
