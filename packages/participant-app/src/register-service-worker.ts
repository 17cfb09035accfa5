/** Keeps the app usable without a connection. A browser without service workers, or a plain http address, does without. */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  window.addEventListener('load', async () => {
    const { active, installing, waiting } = await navigator.serviceWorker.register(
      `${import.meta.env.BASE_URL}service-worker.js`,
    )
    // What this first visit has loaded already, before the worker was there to see it.
    const loaded = performance.getEntriesByType('resource').map(({ name }) => name)
    ;(active ?? waiting ?? installing)?.postMessage({ loaded })
  })
}
