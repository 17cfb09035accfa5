import type { Command } from 'commander'
import type { Verdict } from '../journal/index.ts'
import { startProgress } from './progress.ts'
import { type Report, reportingCommand } from './report.ts'
import type { CommandContext } from './run-command-line.ts'

export function verifyCommand({ runOnPlatform, terminal }: CommandContext): Command {
  return reportingCommand(
    'verify',
    'recompute log, records, books and sealed files; names the first record that was tampered with',
  ).action(() =>
    runOnPlatform(async (platform) => {
      const { dataFolderOf } = await import('./open-platform.ts')
      const { openStores } = await import('./stores.ts')
      const { verifyEverything } = await import('./verify-everything.ts')
      const stores = await openStores(platform.settings, dataFolderOf(platform.settings))
      const progress = startProgress('Verifying', 1000, terminal.err)
      try {
        return verdictReport(
          await verifyEverything(platform, stores, (stage, done, of) =>
            progress.update(of === 0 ? 1000 : Math.floor((done * 1000) / of), stage),
          ),
        )
      } finally {
        progress.stop()
        await stores.close()
      }
    }),
  )
}

/** A verdict in words; found where a record is not what the log says. */
export function verdictReport(verdict: Verdict): Report {
  const { commitments, erased, finding, leaves, waiting } = verdict
  const counts = [
    `${leaves} entries of the log, ${commitments} commitments recomputed`,
    ...(erased > 0 ? [`${erased} erased on request`] : []),
    ...(waiting > 0 ? [`${waiting} events not in the log yet`] : []),
  ].join(', ')
  if (finding === null) return { text: `Clean: ${counts}.`, json: verdict }
  const place = finding.leafIndex === null ? '' : ` (leaf ${finding.leafIndex})`
  return {
    text: `NOT CLEAN: ${finding.record} was ${finding.problem}: ${finding.detail}${place}.\nUp to there: ${counts}.`,
    json: verdict,
    found: true,
  }
}
