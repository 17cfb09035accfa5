import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type HttpGatewaySettings, httpGateway, type PaymentGateway } from '../payments/index.ts'
import type { Settings } from '../settings.ts'
import { type GatewayProcess, startGatewayProcess } from './gateway-process.ts'

/** The gateway that a server speaks to, and the process of the built-in one where that is it. */
export interface ChosenGateway {
  readonly gateway: PaymentGateway
  readonly url: string
  readonly builtIn: GatewayProcess | null
}

/** How long an answer is waited for, and how often a call is repeated with the same key. */
const client = { timeoutMs: 10_000, retry: { attempts: 5, firstDelayMs: 200, longestDelayMs: 5_000 } }
/** What Chinese payment services let one transfer carry to a personal account, 200,000 yuan; longer batches are cut. */
const limits = { transferLimitFen: 20_000_000n, debitsPerBatch: 10_000 }

/** What a trial meets: late outcomes, notices twice or never, answers that get lost, accounts without money. */
const trialFaults = {
  insufficientFunds: 0.01,
  lateOutcome: 0.02,
  lostAnswer: 0.01,
  unavailable: 0.01,
  duplicateNotice: 0.05,
  lostNotice: 0.02,
}

/** The gateway of the settings, or the built-in one, started with its money kept in the data folder. */
export async function chooseGateway(
  settings: Settings,
  dataFolder: string,
  noticeUrl: string | null,
): Promise<ChosenGateway> {
  const url = settings.TONGZHOU_GATEWAY_URL
  if (url !== undefined) {
    const { TONGZHOU_GATEWAY_NOTICE_KEY: noticeKey, TONGZHOU_GATEWAY_SECRET: secret } = settings
    return { gateway: gatewayClient(url, secret!, noticeKey!), url, builtIn: null }
  }
  const folder = join(dataFolder, 'gateway')
  // Fresh at every start: only this process speaks to it.
  const apiSecret = randomBytes(24).toString('base64url')
  const builtIn = await startGatewayProcess(folder, {
    file: join(folder, 'bank.sqlite'),
    apiSecret,
    demo: true,
    processingMs: 2_000,
    lateOutcomeMs: 60_000,
    rates: trialFaults,
    ...(noticeUrl === null ? {} : { noticeUrl }),
  })
  const gateway = gatewayClient(builtIn.url, apiSecret, builtIn.noticeKey)
  return { gateway, url: builtIn.url, builtIn }
}

/** A client of a gateway that speaks as the built-in one does. */
export function gatewayClient(
  url: string,
  apiSecret: string,
  noticeKey: string,
  patience: Pick<HttpGatewaySettings, 'timeoutMs' | 'retry'> = client,
): PaymentGateway {
  const lot = () => randomBytes(4).readUInt32BE()
  const sleep = async (milliseconds: number) => {
    await pause(milliseconds)
  }
  return httpGateway({ url, apiSecret, noticeKey, lot, sleep, ...patience, ...limits })
}
