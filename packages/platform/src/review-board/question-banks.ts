import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type PlanVersion, type QuestionBank, readQuestionBank } from '@tongzhou/core'
import type { Platform } from '../commit/platform.ts'

/** Finds the questions for a version of a plan; null where there are none that fit it. */
export type QuestionBanks = (platform: Pick<Platform, 'logger'>, plan: PlanVersion) => Promise<QuestionBank | null>

const shippedFolder = join(import.meta.dirname, '../../plans')

/**
 * The question banks in a folder, `<plan>.exam.json` each, read once for each version of a plan. A bank that does not fit
 * the version (a clause is gone, say) is not used: nobody is examined on rules that do not hold, and the log says why.
 */
export function questionBanksIn(folder: string = shippedFolder): QuestionBanks {
  const read = new Map<string, Promise<QuestionBank | null>>()
  return (platform, plan) => {
    const version = `${plan.plan}@${plan.version}`
    const known = read.get(version) ?? readBank(platform, folder, plan)
    read.set(version, known)
    return known
  }
}

async function readBank(
  { logger }: Pick<Platform, 'logger'>,
  folder: string,
  plan: PlanVersion,
): Promise<QuestionBank | null> {
  const text = await readFile(join(folder, `${plan.plan}.exam.json`), 'utf8').catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ENOENT') return null
    throw fault
  })
  if (text === null) return null
  const { bank, findings } = readQuestionBank(JSON.parse(text), plan)
  if (bank === null) logger.error({ plan: plan.plan, version: plan.version, findings }, 'question bank does not fit')
  return bank
}
