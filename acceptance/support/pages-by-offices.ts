import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

export const consoleOffices = ['reviewer', 'investigator', 'finance', 'operator', 'auditor'] as const
export type ConsoleOffice = (typeof consoleOffices)[number]

export interface ConsolePageOf {
  /** Below /console, as it was declared: `/cases/:reference`. */
  readonly path: string
  readonly offices: readonly string[]
}

const chapters = join(import.meta.dirname, '../../packages/console/src')

/** Every page that the console's chapters declare by `officePage`, read from their `routes.ts`. Throws for a declaration that it can't read. */
export function consolePages(): readonly ConsolePageOf[] {
  const files = readdirSync(chapters, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\/routes\.ts$/.test(path),
  )
  return files
    .flatMap((path) => pagesIn(readFileSync(join(chapters, path), 'utf8')))
    .toSorted((one, other) => (one.path < other.path ? -1 : 1))
}

function pagesIn(text: string): readonly ConsolePageOf[] {
  const source = ts.createSourceFile('routes.ts', text, ts.ScriptTarget.Latest, true)
  const lists = new Map<string, readonly string[]>()
  const pages: ConsolePageOf[] = []
  const listOf = (node: ts.Expression): readonly string[] => {
    if (ts.isAsExpression(node)) return listOf(node.expression)
    if (ts.isArrayLiteralExpression(node) && node.elements.every(ts.isStringLiteral))
      return node.elements.map((one) => (one as ts.StringLiteral).text)
    const known = lists.get(node.getText())
    if (!known) throw new Error(`the offices of a page are a list of words: ${node.getText()}`)
    return known
  }
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer && /as const$/.test(node.initializer.getText()))
      lists.set(node.name.getText(), listOf(node.initializer))
    if (ts.isCallExpression(node) && node.expression.getText() === 'officePage') {
      const [path, offices] = node.arguments
      if (!path || !ts.isStringLiteral(path)) throw new Error(`the path of a page is a word: ${node.getText()}`)
      pages.push({ path: `/${path.text}`, offices: listOf(offices!) })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return pages
}

const intro = `# Whose page is which, in the console

Made from the console's \`routes.ts\` files by \`npm run roles\`; a test compares it with them (\`acceptance/22-console-pages.test.ts\`), and another
opens every page in every office (\`acceptance/browser/console-pages.test.ts\`). ● means that the page opens; what it shows and lets somebody do is then
decided by [the routes that it asks](who-may-call.md). The sign-in and an invitation's page are for everybody.
`

/** A Markdown page: pages down, offices across. */
export function pagesByOffices(pages: readonly ConsolePageOf[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rows = pages.map(({ offices, path }) =>
    line([`\`${path}\``, ...consoleOffices.map((office) => (offices.includes(office) ? '●' : ''))]),
  )
  return [
    intro,
    line(['page', ...consoleOffices]),
    line(['---', ...consoleOffices.map(() => ':-:')]),
    ...rows,
    '',
  ].join('\n')
}
