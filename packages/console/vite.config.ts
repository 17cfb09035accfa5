import { join } from 'node:path'
import { defineConfig } from 'vite'
import { precompress } from '../../scripts/precompress.ts'

const platform = process.env.TONGZHOU_DEVELOPED_PLATFORM ?? 'http://127.0.0.1:8080'

export default defineConfig({
  base: '/console/',
  // The platform puts a new one into each page that it sends (http/console-app.ts).
  html: { cspNonce: 'NONCE_OF_THIS_PAGE' },
  // Of index.html there is a new one for each page that is sent.
  plugins: [precompress(/\.(js|css|svg)$/)],
  resolve: { alias: [{ find: /^fflate$/, replacement: join(import.meta.dirname, 'src/ui/zip-here.ts') }] },
  build: {
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_500,
    // Libraries say "use client" for servers that render; there is none here.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
  // `npm run dev -w packages/console` beside a running platform: everything that is not the console is asked there.
  server: { proxy: { '^/(?!console(/|$))': platform } },
})
