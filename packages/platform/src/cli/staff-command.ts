import { createInterface } from 'node:readline/promises'
import { parsePhoneNumber, type Role } from '@tongzhou/core'
import { Argument, Command } from 'commander'
import { newId } from '../commit/platform.ts'
import type { RoleCommand } from '../identity/index.ts'
import type { OpenPlatform } from './open-platform.ts'
import { operatorAtTerminal } from './operator.ts'
import { CommandRefused, type Report, reportingCommand, type Terminal, WrongUsage } from './report.ts'
import type { CommandContext } from './run-command-line.ts'
import { textTable } from './text-table.ts'

type Office = RoleCommand['role']
const offices: readonly Office[] = ['operator', 'reviewer', 'investigator', 'finance', 'auditor', 'juror']

/** Gives the first operator their office, who gives the others theirs; and helps when the last operator has gone. */
export function staffCommand({ runOnPlatform, terminal }: CommandContext): Command {
  const office = () => new Argument('<office>', 'what they are to be').choices(offices)
  const change = (verb: 'grant' | 'revoke', about: string) =>
    reportingCommand(verb, `${about} The phone number by which they sign in is asked for, or read from standard input.`)
      .addArgument(office())
      .action((role: Office) => runOnPlatform((platform) => changeOffice(platform, terminal, verb, role)))
  return new Command('staff')
    .description('who reviews, decides, pays and operates')
    .addCommand(change('grant', 'give somebody an office, who has signed in once.'))
    .addCommand(change('revoke', 'take it away.'))
    .addCommand(
      reportingCommand('list', 'how many hold which office, by person number').action(() => runOnPlatform(listStaff)),
    )
}

async function changeOffice(
  platform: OpenPlatform,
  terminal: Terminal,
  verb: 'grant' | 'revoke',
  role: Office,
): Promise<Report> {
  const { grantRole, personByPhone, phoneHash, revokeRole } = await import('../identity/index.ts')
  const phone = parsePhoneNumber(await askPhone(terminal))
  if (!phone.accepted) throw new CommandRefused(phone.refusal)
  const person = await personByPhone(platform.database, phoneHash(platform, phone.value))
  if (!person)
    throw new WrongUsage('Nobody has signed in with this number yet: let them sign in once, then repeat this.')
  const { personId } = person
  const key = `${verb}-at-terminal:${newId(platform.dice)}`
  const command = { key, actor: operatorAtTerminal, personId, role }
  const outcome = await (verb === 'grant' ? grantRole : revokeRole)(platform, command)
  if (!outcome.accepted) throw new CommandRefused(outcome.refusal)
  const text = verb === 'grant' ? `Person ${personId} is ${role} now.` : `Person ${personId} is ${role} no longer.`
  return { text, json: { personId, role, held: verb === 'grant' } }
}

async function askPhone(terminal: Terminal): Promise<string> {
  const lines = createInterface({ input: terminal.in })
  terminal.err.write('Phone number: ')
  try {
    for await (const line of lines) return line.trim()
  } finally {
    lines.close()
  }
  return ''
}

async function listStaff({ database }: OpenPlatform): Promise<Report> {
  const { holdersOf } = await import('../identity/index.ts')
  const held = await Promise.all(offices.map(async (role: Role) => ({ role, people: await holdersOf(database, role) })))
  const rows = held.map(({ people, role }) => [role, String(people.length), people.join(', ')])
  return { text: textTable(['office', 'people', 'person numbers'], rows), json: held }
}
