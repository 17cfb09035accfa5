/**
 * How HTTP answers a refusal: its status, and a title for a person (RFC 9457: the same for every occurrence). 404: there is
 * no such thing for you; 403: never by you; 409: not in this state, maybe later; 422: not with this input; 429: too often.
 */
export interface RefusalAnswer {
  readonly status: 400 | 401 | 403 | 404 | 409 | 410 | 413 | 415 | 422 | 429 | 503
  readonly title: string
}

export type RefusalAnswers = Readonly<Record<string, RefusalAnswer>>

/** Answers of one status. */
export function withStatus<Code extends string>(
  status: RefusalAnswer['status'],
  titles: Readonly<Record<Code, string>>,
): Readonly<Record<Code, RefusalAnswer>> {
  const answers = Object.entries<string>(titles).map(([code, title]) => [code, { status, title }])
  return Object.fromEntries(answers) as Record<Code, RefusalAnswer>
}
