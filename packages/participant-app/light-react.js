/**
 * React for the built app is Preact (docs/decisions/0017-a-light-react.md): vite.config.ts puts this in the place of `react` and `react-dom`. What
 * Preact lacks and a library imports by name stands here.
 */
export * from 'preact/compat'
export { default } from 'preact/compat'

/** react-router shows a move early by it, in a part that this app does not use. Nothing is pending here: what is asked for is what is shown. */
export function useOptimistic(state) {
  return [state, () => {}]
}
