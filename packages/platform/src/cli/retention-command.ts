import { dayOf } from '@tongzhou/core'
import type { Command } from 'commander'
import type { Actor } from '../commit/commit.ts'
import type { Counted, OldRecords, RetentionTerms } from '../commit/old-records.ts'
import type { Platform } from '../commit/platform.ts'
import { operatorAtTerminal } from './operator.ts'
import { startProgress } from './progress.ts'
import { type Report, reportingCommand, type Terminal, WrongUsage } from './report.ts'
import type { CommandContext } from './run-command-line.ts'
import { textTable } from './text-table.ts'

/**
 * Nothing of a claim goes earlier: what was sold on the net is documented for three years (E-Commerce Law, article 31), and for as long somebody
 * may sue (Civil Code, article 188).
 */
const fewestYears = 3
const timeZone = 'Asia/Shanghai'

export interface Erased {
  readonly what: OldRecords['what']
  readonly found: Counted
  /** 0 where nothing was to be done but to look. */
  readonly erased: number
}

interface Options {
  readonly plan?: string
  readonly before?: string
  readonly apply?: true
}

/** Shows what is old enough to go, and erases it where that is asked for. */
export function retentionCommand({ runOnPlatform, terminal }: CommandContext): Command {
  return reportingCommand(
    'retention',
    'what need not be kept any longer: shows it, and erases it with --apply; safe to repeat after a kill',
  )
    .option('--plan <code>', 'claims of this plan only')
    .option(
      '--before <day>',
      `claims that ended and messages that were written before this day, ${fewestYears} years ago or more`,
    )
    .option('--apply', 'erase it; this cannot be taken back')
    .action((options: Options) =>
      runOnPlatform(async (platform) => {
        const terms = readTerms(options, platform.clock.now())
        if (options.plan !== undefined) await requirePlan(platform, options.plan)
        const parts = await oldRecords()
        const erased = await retention(
          platform,
          parts,
          terms,
          options.apply ? { actor: operatorAtTerminal, terminal } : null,
        )
        const { keptClaims } = await import('../claims/index.ts')
        return retentionReport(erased, await keptClaims(platform.database, terms), terms, options.apply ?? false)
      }),
    )
}

/** Each part's old records, in the order in which they go. */
export async function oldRecords(): Promise<readonly OldRecords[]> {
  const [{ oldClaims }, { oldMessages }, { oldSignIns }] = await Promise.all([
    import('../claims/index.ts'),
    import('../payments/index.ts'),
    import('../identity/index.ts'),
  ])
  return [oldClaims, oldMessages, oldSignIns]
}

/** The terms that the options stand for. Throws WrongUsage for a day that is none, or too near. */
export function readTerms({ before, plan }: Options, now: Temporal.Instant): RetentionTerms {
  const planCode = plan ?? null
  if (before === undefined) {
    if (planCode !== null) throw new WrongUsage('Say with --before <day> which claims of the plan are old enough.')
    return { now, planCode, before: null }
  }
  const latest = dayOf(now, timeZone).subtract({ years: fewestYears })
  const day = dayIn(before)
  if (day === null) throw new WrongUsage(`--before ${before} is no day; write it as ${latest}.`)
  if (Temporal.PlainDate.compare(day, latest) > 0)
    throw new WrongUsage(
      `--before ${before} is too near: claims are kept for ${fewestYears} years, so write ${latest} or earlier.`,
    )
  return { now, planCode, before: day.toZonedDateTime(timeZone).toInstant() }
}

function dayIn(text: string): Temporal.PlainDate | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null
  try {
    return Temporal.PlainDate.from(text)
  } catch (fault) {
    if (fault instanceof RangeError) return null
    throw fault
  }
}

async function requirePlan({ database }: Platform, planCode: string): Promise<void> {
  const { planVersions } = await import('../plans/index.ts')
  if ((await planVersions(database, planCode)).length === 0) throw new WrongUsage(`There is no plan ${planCode}.`)
}

/** Counts what is old, and erases it where somebody is named who does so. */
export async function retention(
  platform: Platform,
  parts: readonly OldRecords[],
  terms: RetentionTerms,
  applied: { readonly actor: Actor; readonly terminal: Pick<Terminal, 'err'> } | null,
): Promise<readonly Erased[]> {
  const done: Erased[] = []
  for (const part of parts) {
    const found = await part.count(platform.database, terms)
    const erased =
      applied === null || found.count === 0 ? 0 : await eraseTold(platform, part, terms, found.count, applied)
    done.push({ what: part.what, found, erased })
  }
  return done
}

async function eraseTold(
  platform: Platform,
  part: OldRecords,
  terms: RetentionTerms,
  total: number,
  { actor, terminal }: { readonly actor: Actor; readonly terminal: Pick<Terminal, 'err'> },
): Promise<number> {
  const progress = startProgress(`erasing ${part.what}`, total, terminal.err)
  try {
    return await part.erase(platform, actor, terms, (done) => progress.update(done))
  } finally {
    progress.stop()
  }
}

const meanings: Readonly<Record<OldRecords['what'], string>> = {
  claims: 'claims that nobody else had a part in, with their papers',
  messages: 'messages that were sent or read',
  'sign-ins': 'sessions over for half a year',
}

function retentionReport(
  parts: readonly Erased[],
  kept: Counted,
  { before }: RetentionTerms,
  isApplied: boolean,
): Report {
  const rows = parts.map(({ erased, found, what }) => [
    meanings[what],
    String(found.count),
    String(found.bytes),
    isApplied ? String(erased) : '',
  ])
  const notes = [
    ...(before === null ? ['Claims and messages are looked at with --before <day>.'] : []),
    ...(kept.count > 0
      ? [`Claims that were published, judged or paid stay: ${kept.count}, with ${kept.bytes} bytes of papers.`]
      : []),
    isApplied
      ? 'Files of erased papers go within a day, while a server or worker runs.'
      : 'Nothing was erased: add --apply to do it. It cannot be taken back.',
  ]
  return {
    text: [textTable(['what', 'count', 'bytes', 'erased'], rows, 1), ...notes].join('\n'),
    json: { applied: isApplied, parts, keptClaims: kept },
  }
}
