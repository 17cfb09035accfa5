import type { Command } from 'commander'
import { reportingCommand } from './report.ts'
import type { CommandContext } from './run-command-line.ts'

/** Needs neither a database nor a running platform. */
export function openapiCommand({ run }: CommandContext): Command {
  return reportingCommand('openapi', 'print the OpenAPI document of the API; needs no database').action(() =>
    run(async () => {
      const { openApiDocument } = await import('./openapi-document.ts')
      const document = await openApiDocument()
      return { text: JSON.stringify(document, null, 2), json: document }
    }),
  )
}
