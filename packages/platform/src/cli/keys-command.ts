import type { Command } from 'commander'
import { reportingCommand } from './report.ts'
import type { CommandContext } from './run-command-line.ts'

const about = 'the private key that signs the log'

export function keysCommand({ run, terminal }: CommandContext): Command {
  const keys = reportingCommand('keys', `make or show ${about}; it is never in the database`)
  keys.addCommand(
    reportingCommand('create', `make ${about}, in a file that its owner alone can read`)
      .requiredOption(
        '--origin <name>',
        "the log's name for ever: its public address without https://, as aid.example.org/log",
      )
      .action(({ origin }: { origin: string }) =>
        run(async () => {
          const { readSettings } = await import('../settings.ts')
          const { systemDice } = await import('./open-platform.ts')
          const { logKeyPath } = await import('./open-log.ts')
          const { createLogKey, logKeySeedBytes } = await import('../journal/index.ts')
          const path = logKeyPath(readSettings(terminal.environment))
          const { verifierKey } = await createLogKey(path, origin, systemDice.bytes(logKeySeedBytes))
          const text = `Made ${path}. Keep a copy where you keep your backups, and give the members its public half:\n${verifierKey}`
          return { text, json: { file: path, origin, verifierKey } }
        }),
      ),
  )
  keys.addCommand(
    reportingCommand(
      'rotate',
      'a new key in its place, while the platform is stopped; the old one is destroyed',
    ).action(() =>
      run(async () => {
        const { readSettings } = await import('../settings.ts')
        const { systemDice } = await import('./open-platform.ts')
        const { logKeyPath } = await import('./open-log.ts')
        const { formerLogKeys, logKeySeedBytes, rotateLogKey } = await import('../journal/index.ts')
        const path = logKeyPath(readSettings(terminal.environment))
        const { verifierKey } = await rotateLogKey(path, systemDice.bytes(logKeySeedBytes))
        const formerKeys = await formerLogKeys(path)
        const text = [
          `Made a new key in ${path}. Now give the members its public half, for log.key of their settings:`,
          verifierKey,
          'and the former ones, for log.formerKeys:',
          ...formerKeys,
          'When they have started again, start the platform: an entry of the log and a new policy say so. Proofs of before stand under the',
          'policy of their time (/log/policy/1 and so on).',
        ]
        return { text: text.join('\n'), json: { file: path, verifierKey, formerKeys } }
      }),
    ),
  )
  keys.addCommand(
    reportingCommand('show', "the log's public key, as members write it into their settings").action(() =>
      run(async () => {
        const { readSettings } = await import('../settings.ts')
        const { logKeyPath } = await import('./open-log.ts')
        const { loadLogKey } = await import('../journal/index.ts')
        const { signer, verifierKey } = await loadLogKey(logKeyPath(readSettings(terminal.environment)))
        return { text: verifierKey, json: { origin: signer.key.name, verifierKey } }
      }),
    ),
  )
  return keys
}
