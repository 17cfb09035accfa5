import { access, constants } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Command } from 'commander'
import { Option } from 'commander'
import type { OpenPlatform } from './open-platform.ts'
import { operatorAtTerminal } from './operator.ts'
import { startProgress } from './progress.ts'
import { CommandRefused, type Report, reportingCommand, WrongUsage } from './report.ts'
import type { CommandContext } from './run-command-line.ts'

interface ImportOptions {
  readonly plan: string
  readonly errors?: string
  readonly encoding: 'utf-8' | 'gb18030'
}

export function importCommand({ runOnPlatform, terminal }: CommandContext): Command {
  return reportingCommand(
    'import',
    'join a group from a CSV file (docs/import-a-group.md); the same file twice adds nobody',
  )
    .argument('<file>', 'CSV file with a header line')
    .requiredOption('--plan <code>', 'the plan they join')
    .option('--errors <file>', 'where rows that may not join are listed (default: <file>.errors.csv)')
    .addOption(new Option('--encoding <name>', 'of the file').choices(['utf-8', 'gb18030']).default('utf-8'))
    .action((path: string, options: ImportOptions) =>
      runOnPlatform((platform) => importFile(platform, path, options, terminal.err)),
    )
}

async function importFile(
  platform: OpenPlatform,
  path: string,
  { encoding, errors, plan }: ImportOptions,
  stderr: Parameters<typeof startProgress>[2],
): Promise<Report> {
  await access(path).catch((fault: NodeJS.ErrnoException) => {
    throw new WrongUsage(`${path} can't be read (${fault.code}): give the path of a CSV file.`)
  })
  const { defaultJoining, ImportFileBroken, importGroup } = await import('../participants/index.ts')
  const errorsPath = errors ?? `${path}.errors.csv`
  await access(dirname(errorsPath), constants.W_OK).catch((fault: NodeJS.ErrnoException) => {
    throw new WrongUsage(`${errorsPath} can't be written (${fault.code}): name another file with --errors.`)
  })
  const progress = startProgress('Importing', 1000, stderr)
  try {
    const outcome = await importGroup(platform, defaultJoining, {
      planCode: plan,
      path,
      errorsPath,
      encoding,
      actor: operatorAtTerminal,
      onProgress: ({ bytes, rows, totalBytes }) =>
        progress.update(totalBytes === 0 ? 1000 : Math.floor((bytes * 1000) / totalBytes), `${rows} rows`),
    })
    if (!outcome.accepted) throw new CommandRefused(outcome.refusal)
    return importReport(outcome.event.answer, errorsPath)
  } catch (fault) {
    if (fault instanceof ImportFileBroken)
      throw new CommandRefused({ code: fault.code, facts: { place: fault.message } })
    throw fault
  } finally {
    progress.stop()
  }
}

function importReport(
  result: { readonly rows: number; readonly added: number; readonly addedEarlier: number; readonly errors: number },
  errorsPath: string,
): Report {
  const { added, addedEarlier, errors, rows } = result
  const lines = [
    `${rows} rows read: ${added} joined now, ${addedEarlier} had joined from this file before, ${errors} may not join.`,
  ]
  if (errors > 0) lines.push(`Who may not join and why: ${errorsPath}`)
  return { text: lines.join('\n'), json: { ...result, errorsPath: errors > 0 ? errorsPath : null }, found: errors > 0 }
}
