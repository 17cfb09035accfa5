interface FirstPage {
  /** Its address below /app. */
  readonly path: RegExp
  readonly answers: (plan: string) => readonly string[]
}

/**
 * The pages that people open the app with, and what each asks the API for first. The addresses are letter for letter those that the app asks for, else
 * they are loaded twice: acceptance/browser/app-lines.test.ts would find that.
 */
const firstPages: readonly FirstPage[] = [
  { path: /^\/app\/join$/, answers: () => ['/plans'] },
  {
    path: /^\/app\/join\/([a-z0-9-]{1,64})$/,
    answers: (plan) => [`/plans/${plan}/in-force`, `/plans/${plan}/periods?limit=60&offset=0`],
  },
]
/** Of those who are signed in: who they are, on every page, and on the first one whether they are covered. */
const ownAnswers = ['/me']
const ownFirstAnswers = ['/me', '/participants']

/**
 * The `Link` header of a page of the app: what the browser may ask for beside the app's code, which would else ask for it half a second later on a slow
 * line. Undefined where nothing is known.
 */
export function firstAnswersLink(address: string, isSignedIn: boolean): string | undefined {
  const path = address.replace(/[?#].*$/, '').replace(/(?<=.)\/$/, '')
  const own = isSignedIn ? (path === '/app' ? ownFirstAnswers : ownAnswers) : []
  const ofPage = firstPages.flatMap(({ answers, path: wanted }) => {
    const match = wanted.exec(path)
    return match ? answers(match[1] ?? '') : []
  })
  const links = [...own, ...ofPage].map((answer) => `<${answer}>; rel=preload; as=fetch; crossorigin`)
  return links.length > 0 ? links.join(', ') : undefined
}
