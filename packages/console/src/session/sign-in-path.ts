/** The sign-in that leads back to an address of the app. */
export function signInPath(from: string): string {
  return `/sign-in?next=${encodeURIComponent(from)}`
}

/** Where to go after the sign-in: an address inside the app, never another site's. */
export function nextAfterSignIn(search: URLSearchParams): string {
  const next = search.get('next') ?? '/'
  return /^\/(?![/\\])/.test(next) ? next : '/'
}
