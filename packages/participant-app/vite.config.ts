import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { defineConfig, type Plugin } from 'vite'
import { precompress } from '../../scripts/precompress.ts'

/** The oldest browsers that are built for: cheap phones keep theirs for years. */
const target = ['chrome87', 'safari14', 'firefox90']
const platform = process.env.TONGZHOU_DEVELOPED_PLATFORM ?? 'http://127.0.0.1:8080'

/** What the first pages need goes into one file: on a slow line another round trip costs as much as 20 kB. */
const firstNeeded =
  /(participant-app\/src\/(main|ui\/|participants\/(home|plans-to-join|plan-in-words)-page)|web-client\/src\/[a-z-]+\.ts)/

export default defineConfig({
  base: '/app/',
  plugins: [nameShell(), precompress(/\.(js|css|html|svg|webmanifest)$/)],
  resolve: {
    alias: [
      { find: /^react(-dom)?$/, replacement: join(import.meta.dirname, 'light-react.js') },
      { find: /^react-dom\/client$/, replacement: 'preact/compat/client' },
      { find: 'react-i18next', replacement: join(import.meta.dirname, 'src/language/light-react-i18next.ts') },
      { find: /^react\/(jsx-(?:dev-)?runtime)$/, replacement: 'preact/$1' },
    ],
  },
  build: {
    target,
    cssTarget: target,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Libraries say "use client" for servers that render; there is none here.
      checks: { moduleLevelDirective: false },
      input: { index: 'index.html', 'service-worker': 'src/service-worker.ts' },
      output: {
        codeSplitting: { groups: [{ name: 'app', test: firstNeeded }] },
        entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  // `npm run dev -w packages/participant-app` beside a running platform: everything that is not the app is asked there.
  server: { proxy: { '^/(?!app(/|$))': platform } },
})

/** Gives the service worker the name of this build, so that a new build has a cache of its own. */
function nameShell(): Plugin {
  return {
    name: 'name-shell',
    generateBundle(_options, bundle) {
      const names = Object.keys(bundle).toSorted().join('\n')
      const shell = createHash('sha256').update(names).digest('hex').slice(0, 16)
      const worker = bundle['service-worker.js']
      if (worker?.type !== 'chunk') throw new Error('the build has no service worker')
      if (worker.imports.length > 0)
        throw new Error('the service worker must import nothing: it is loaded as one script')
      worker.code = worker.code.replaceAll('SHELL_OF_THIS_BUILD', shell)
    },
  }
}
