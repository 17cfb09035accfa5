import { runCommandLine } from './run-command-line.ts'

process.exitCode = await runCommandLine(process.argv.slice(2), {
  environment: process.env,
  in: process.stdin,
  out: process.stdout,
  err: process.stderr,
})
