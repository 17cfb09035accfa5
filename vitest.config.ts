import { defineConfig } from 'vitest/config'

/** They end processes and take their time. */
const kills = 'packages/*/src/**/*killed*.test.ts'
/** Whole servers start, hundreds of people act: minutes, which not every change needs to wait for. */
const thorough = [
  'acceptance/06-dispute-and-members.test.ts',
  'acceptance/14-nobody-is-recognised.test.ts',
  'acceptance/whole-journey.test.ts',
  'packages/member-node/src/main.test.ts',
  'packages/platform/src/cli/start.db.test.ts',
  'packages/platform/src/postgres/embedded.db.test.ts',
  'packages/platform/src/postgres/point-in-time.db.test.ts',
]
const database = ['packages/platform/test/database-server.ts']

/**
 * `faults` kills processes for minutes; `everyday` needs nothing but what npm brought. `browser` needs Debian's Chromium, `interop` Go and a witness of other
 * people's making, from Debian too: .ci/run installs them, and without them those tests say so and skip.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    setupFiles: ['packages/platform/test/temporal-equality.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'everyday',
          include: [
            'packages/*/src/**/*.test.ts',
            'acceptance/*.test.ts',
            'acceptance/bench/**/*.test.ts',
            'tidy/**/*.test.ts',
          ],
          exclude: [kills, ...thorough],
          globalSetup: database,
          // Files of one worker share what they import: a third of the time, and nothing here changes a module.
          isolate: false,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'thorough',
          include: thorough,
          globalSetup: database,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['acceptance/browser/**/*.test.ts'],
          globalSetup: database,
          // A page on a busy machine takes longer than the second that a poll has by itself.
          expect: { poll: { timeout: 15_000 } },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['acceptance/faults/**/*.test.ts', kills],
          globalSetup: database,
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'interop',
          include: ['interop/**/*.test.ts'],
          globalSetup: database,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
