/**
 * Measures all parts, each beside a bound of the same run, and writes what it found into a folder: report.md, report.json and a chart
 * for each part that has one.
 *
 *     npm run bench -- [--folder bench-report] [--parts settle,lot] [--sizes 100000,1000000] [--quick]
 *
 * Parts that are not run now stay as an earlier run left them in the folder. Ends with 1 where an aim is missed; `--quick` is small
 * everywhere and has none.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openBenchPlatform } from './bench-server.ts'
import { drawChart } from './report/chart.ts'
import { isMet, type Report, reportText } from './report/markdown.ts'
import { benchParts, type Line, withoutAims } from './report/parts.ts'
import { runProgram } from './report/run-part.ts'

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: 'bench-report' },
    parts: { type: 'string', default: Object.keys(benchParts).join(',') },
    sizes: { type: 'string', default: '100000,1000000' },
    quick: { type: 'boolean', default: false },
  },
})
const sizes = values.sizes.split(',').map(Number)
if (sizes.some((size) => !Number.isInteger(size) || size < 1_000))
  throw new Error(`--sizes ${values.sizes}: whole numbers from 1000 on`)
const names = values.parts.split(',')
for (const name of names)
  if (!(name in benchParts)) throw new Error(`there is no part "${name}": ${Object.keys(benchParts).join(', ')}`)

await mkdir(values.folder, { recursive: true })
let report = await earlierReport()
for (const name of names) {
  process.stderr.write(`${name}\n`)
  const { command, result, runs, title } = benchParts[name]!
  const began = performance.now()
  const lines: Line[] = []
  for (const words of runs({ sizes, quick: values.quick })) lines.push(await runProgram(words))
  const measured = values.quick ? withoutAims(result(lines)) : result(lines)
  const seconds = Math.round((performance.now() - began) / 1_000)
  const measuredOn = Temporal.Now.plainDateISO('UTC').toString()
  const part = { title, command, measuredOn, seconds, ...measured }
  report = { machine: await machine(), parts: inOrder({ ...report?.parts, [name]: part }) }
  if (measured.chart) await writeFile(join(values.folder, `${name}.svg`), drawChart(measured.chart))
  await writeFile(join(values.folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
  await writeFile(join(values.folder, 'report.md'), reportText(report))
}
process.stdout.write(`${reportText(report!)}\n`)
if (names.some((name) => report!.parts[name]!.figures.some((figure) => !isMet(figure)))) process.exitCode = 1

async function earlierReport(): Promise<Report | null> {
  try {
    return JSON.parse(await readFile(join(values.folder, 'report.json'), 'utf8')) as Report
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw fault
  }
}

/** In the order of the parts, whichever was run last. */
function inOrder(parts: Report['parts']): Report['parts'] {
  return Object.fromEntries(Object.keys(benchParts).flatMap((name) => (parts[name] ? [[name, parts[name]]] : [])))
}

/** What the figures depend on; no name of a machine or folder. */
async function machine(): Promise<Report['machine']> {
  const bench = await openBenchPlatform()
  const postgres = await bench.postgresVersion().finally(() => bench.close())
  return {
    processor: `${cpus()[0]!.model}, ${cpus().length} cores`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    postgres: `PostgreSQL ${postgres}, embedded, as the platform sets it up`,
  }
}
