/**
 * The statements of an SQL text, in order and without their semicolons; comments before a statement stay with it. Knows
 * quoted strings and names, dollar quotes and comments; not the bodies of `begin atomic`, which no migration of ours uses.
 */
export function sqlStatements(text: string): readonly string[] {
  const statements: string[] = []
  let from = 0
  for (const token of text.matchAll(tokens)) {
    if (token[0] !== ';') continue
    statements.push(text.slice(from, token.index))
    from = token.index + 1
  }
  statements.push(text.slice(from))
  return statements.filter(saysSomething).map((statement) => statement.trim())
}

/** What may hold a semicolon that ends nothing, each as a whole, or the semicolon that ends a statement. */
const tokens = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$\w*\$)[\s\S]*?\1|;/g

function saysSomething(statement: string): boolean {
  return statement.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, '').trim() !== ''
}
