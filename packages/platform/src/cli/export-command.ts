import { open, rename, rm } from 'node:fs/promises'
import { Argument, type Command, Option } from 'commander'
import type { Reader } from '../commit/platform.ts'
import { byteOrderMark, csvLine } from './csv.ts'
import type { ExportTable } from './export-rows.ts'
import { reportingCommand, WrongUsage } from './report.ts'
import type { CommandContext } from './run-command-line.ts'

const tableNames = ['participants', 'ledger', 'periods'] as const

interface ExportOptions {
  readonly plan?: string
  readonly output?: string
  readonly language: 'zh' | 'en'
}

export function exportCommand({ runOnPlatform }: CommandContext): Command {
  return reportingCommand('export', 'write a table as CSV that spreadsheet programs open safely')
    .addArgument(new Argument('<table>', 'what to export').choices(tableNames))
    .option('--plan <code>', 'of this plan only')
    .option('-o, --output <file>', 'the file to write (default: <table>.csv)')
    .addOption(new Option('--language <code>', 'of the column titles').choices(['zh', 'en']).default('zh'))
    .action((name: (typeof tableNames)[number], options: ExportOptions) =>
      runOnPlatform(async ({ database }) => {
        const { ledgerTable, participantsTable, periodsTable } = await import('./export-rows.ts')
        const table = { participants: participantsTable, ledger: ledgerTable, periods: periodsTable }[name]
        const path = options.output ?? `${name}.csv`
        const rows = await exportFile(database, table, path, options)
        return { text: `${rows} rows written to ${path}.`, json: { table: name, rows, path } }
      }),
    )
}

/** Writes beside the place and moves the file there at the end, so that a file is always a whole one. */
async function exportFile(
  reader: Reader,
  table: ExportTable,
  path: string,
  options: Pick<ExportOptions, 'plan' | 'language'>,
): Promise<number> {
  const unfinished = `${path}.unfinished`
  const file = await open(unfinished, 'w').catch((fault: NodeJS.ErrnoException) => {
    throw new WrongUsage(`${path} can't be written (${fault.code}): give another file with --output.`)
  })
  try {
    const rows = await writeTable(reader, table, (text) => file.appendFile(text), options)
    await file.close()
    await rename(unfinished, path)
    return rows
  } catch (fault) {
    await file.close()
    await rm(unfinished, { force: true })
    throw fault
  }
}

async function writeTable(
  reader: Reader,
  table: ExportTable,
  write: (text: string) => Promise<void>,
  { plan, language }: Pick<ExportOptions, 'plan' | 'language'>,
): Promise<number> {
  await write(byteOrderMark + csvLine(table.columns.map((column) => column[language])))
  let count = 0
  for await (const rows of table.chunks(reader, plan ?? null)) {
    await write(rows.map(csvLine).join(''))
    count += rows.length
  }
  return count
}
