import type { Figure, PartResult } from './parts.ts'

export interface ReportedPart extends PartResult {
  readonly title: string
  readonly command: string
  readonly measuredOn: string
  readonly seconds: number
}

export interface Report {
  readonly machine: Readonly<Record<string, string>>
  /** By the name of the part. */
  readonly parts: Readonly<Record<string, ReportedPart>>
}

/** The report for people to read; charts stand beside it as `<part>.svg`. */
export function reportText({ machine, parts }: Report): string {
  const sections = Object.entries(parts).map(([name, part]) => section(name, part))
  return `# Measured

Each figure stands beside a bound that was measured in the same run on the same machine: the ratio says more than the seconds. \`npm run bench\`
makes this report; a part can be run alone.

${table(['machine', ''], Object.entries(machine))}

${sections.join('\n')}`
}

function section(
  name: string,
  { chart, command, figures, measuredOn, notes = [], seconds, title }: ReportedPart,
): string {
  const rows = figures.map((figure) => [
    figure.name,
    shown(figure.value, figure.unit),
    figure.bound ? `${figure.bound.name}: ${shown(figure.bound.value, figure.unit)}` : '',
    figure.ratio === undefined ? '' : figure.ratio.toFixed(2),
    aim(figure),
  ])
  const picture = chart ? `\n![${chart.title}](${name}.svg)\n` : ''
  return `## ${title}

\`${command}\`, ${measuredOn}, in ${Math.round(seconds)} s

${table(['figure', 'measured', 'beside', 'ratio', 'aim'], rows)}
${picture}${notes.map((note) => `\n${note}\n`).join('')}`
}

/** Whether a figure is what is aimed at; true where nothing is. */
export function isMet({ least, most, ratio, value }: Figure): boolean {
  const judged = ratio ?? value
  return (least === undefined || judged >= least) && (most === undefined || judged <= most)
}

function aim(figure: Figure): string {
  const { least, most } = figure
  const words = [least === undefined ? '' : `at least ${least}`, most === undefined ? '' : `at most ${most}`].filter(
    Boolean,
  )
  return words.length === 0 ? '' : `${words.join(', ')}: ${isMet(figure) ? 'met' : '**missed**'}`
}

function shown(value: number, unit: string): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  return `${value.toFixed(digits)} ${unit}`.replace(' /s', '/s')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
