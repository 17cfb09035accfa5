import type { Command } from 'commander'
import { reportingCommand } from './report.ts'
import type { CommandContext } from './run-command-line.ts'

export function startCommand({ run, terminal }: CommandContext): Command {
  return reportingCommand('start', 'start the platform; SIGTERM or Ctrl-C stops it')
    .option('--fresh', 'begin anew: removes the embedded database with its log and files, without asking')
    .action((options: { fresh?: boolean; json?: boolean }) =>
      run(async () => {
        const { readSettings } = await import('../settings.ts')
        const { startServer } = await import('./start-server.ts')
        const settings = readSettings(terminal.environment)
        const say = (text: string) => terminal.err.write(`${text}\n`)
        const started = await startServer(settings, { fresh: options.fresh ?? false, say })
        const { serving } = started
        if (!options.json) terminal.out.write(`${await welcome(started)}\n`)
        else
          terminal.out.write(
            `${JSON.stringify({ url: serving.url, gateway: started.gateway.url, members: started.log.members })}\n`,
          )
        await serving.stopped
        return { text: 'Stopped.', json: { stopped: true } }
      }),
    )
}

type Started = Awaited<ReturnType<typeof import('./start-server.ts').startServer>>

async function welcome({ gateway, isTrial, log, serving, warnings }: Started): Promise<string> {
  const { url } = serving
  const lines = [
    '',
    `Tongzhou is running at  ${url}`,
    `  API and its pages     ${url}/docs`,
    `  OpenAPI document      ${url}/openapi.json`,
    `  health                ${url}/healthz  ${url}/readyz  ${url}/metrics`,
    `  payment gateway       ${gateway.url}${gateway.builtIn ? ' (built in, moves no money)' : ''}`,
  ]
  lines.push(`  the log               ${url}/log/checkpoint  ${url}/log/policy  ${url}/log/state`)
  lines.push(`  check a proof         ${url}/check`)
  if (log.members.length > 0) {
    lines.push('', 'Consortium members, who mirror, check and countersign the log:')
    lines.push(...log.members.map((member) => `  ${member.name.padEnd(20)} ${member.url}`))
  }
  if (isTrial) {
    const { demoSignIns } = await import('../demo/sign-ins.ts')
    lines.push('', `Demo sign-ins (POST ${url}/sign-in/code; codes are shown at ${url}/demo/inbox):`)
    lines.push(...demoSignIns.map(({ phone, role }) => `  ${role.padEnd(12)} ${phone}`))
  }
  lines.push(...warnings.map((warning) => `\n${warning}`))
  return lines.join('\n')
}
