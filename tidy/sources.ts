import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

export const root = join(import.meta.dirname, '..')

export interface Source {
  /** From the project folder, with forward slashes. */
  readonly path: string
  readonly text: string
}

export interface Code extends Source {
  /** The text with comments and the insides of strings blanked out, line for line. */
  readonly code: string
  /** Texts inside quotes and templates, with the line each begins on. */
  readonly strings: readonly { readonly line: number; readonly value: string }[]
  readonly imports: readonly string[]
  /** SQL of templates that are executed where they stand: sql`...`.execute(...). */
  readonly executed: readonly { readonly line: number; readonly value: string }[]
}

/** Written by `npm run client`; tidy/client.test.ts says when it is stale. */
const generated = /^packages\/web-client\/src\/client\//

/** Every file of the project that git knows or would take, whose path matches. */
export function readSources(matching: RegExp): readonly Source[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root })
  return [...new Set(listed.toString().split('\0'))]
    .filter((path) => path !== '' && !generated.test(path) && matching.test(path))
    .flatMap((path) => {
      const text = readText(join(root, path))
      return text === null ? [] : [{ path, text }]
    })
}

/** A file deleted in the working copy is still listed by git. */
function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw fault
  }
}

export function readCode(matching: RegExp): readonly Code[] {
  return readSources(matching).map(parse)
}

/** Reads one source as TypeScript does, so that a rule is not fooled by a comment or a string. */
export function parse({ path, text }: Source): Code {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  // By UTF-16 units, as TypeScript counts positions.
  const units: string[] = text.split('').map((unit) => (unit === '\n' ? '\n' : ' '))
  const strings: { line: number; value: string }[] = []
  const executed: { line: number; value: string }[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return
    if (
      ts.isPropertyAccessExpression(node) &&
      node.name.text === 'execute' &&
      ts.isTaggedTemplateExpression(node.expression)
    ) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file))
      executed.push({ line: line + 1, value: node.expression.template.getText(file) })
    }
    if (ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node)) {
      const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1
      strings.push({ line, value: node.text })
      return
    }
    const children = node.getChildren(file)
    if (children.length > 0) {
      for (const child of children) visit(child)
    } else if (!ts.isRegularExpressionLiteral(node)) {
      for (let index = node.getStart(file); index < node.end; index += 1) units[index] = text[index]!
    }
  }
  visit(file)
  const imports = ts.preProcessFile(text, true, true).importedFiles.map((imported) => imported.fileName)
  return { path, text, code: units.join(''), strings, imports, executed }
}

/** `path:line` of every match, for messages that an editor can follow. */
export function places(path: string, text: string, pattern: RegExp): readonly string[] {
  return text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : []))
}
