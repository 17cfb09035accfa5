/** What came of handing something to the platform. */
export type HandedOver = { readonly taken: true } | { readonly taken: false; readonly problem: string }

const longestMilliseconds = 10_000
const firstPauseMilliseconds = 1_000
const longestPauseMilliseconds = 60_000

/** Posts JSON to the platform. Whatever is not a 2xx is a reason to try again: the caller keeps what it hands over. */
export async function handOver(url: string, body: object): Promise<HandedOver> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(longestMilliseconds),
    })
    const answer = (await response.text()).slice(0, 500)
    return response.ok ? { taken: true } : { taken: false, problem: `${response.status} ${answer}` }
  } catch (fault) {
    return { taken: false, problem: fault instanceof Error ? fault.message : String(fault) }
  }
}

/** When to try again after so many failures: pauses double from a second to a minute. In POSIX milliseconds. */
export function nextAttempt(attempts: number, nowMilliseconds: number): number {
  return nowMilliseconds + Math.min(longestPauseMilliseconds, firstPauseMilliseconds * 2 ** Math.min(attempts, 10))
}
