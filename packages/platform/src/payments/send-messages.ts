import { commit, type Row, system } from '../commit/commit.ts'
import { newId, type Platform } from '../commit/platform.ts'
import { type MessageSender, openPhoneNumber, SubjectKeyDestroyed } from '../identity/index.ts'
import { isUnavailable } from '../postgres/unavailable.ts'
import {
  giveUpMessage,
  hasMessagesToSend,
  lockMessagesToSend,
  markMessageSent,
  messagesById,
  postponeMessage,
  returnMessages,
  type StoredMessage,
  type TakenMessage,
  takeMessages,
} from './message-store.ts'
import { messageText } from './message-text.ts'

/** Taken at once: all of them are sent, or their senders time out, long before another process may take them. */
const messagesAtOnce = 20
const mostPerRun = 500
/** For so long a taken message is nobody else's; whoever was killed with it has lost it then. */
const takenMinutes = 10
/** After each failed try it waits twice as long, a day at most; about two weeks in all. */
const mostTries = 20
const longestPauseMinutes = 1_440
/** One after the other, each tried for the first time: then it is the service that does not work, and not the message. */
const mostFaultsInARow = 3

/**
 * Sends the oldest unsent messages; a job calls it, in as many processes as there are. Each message is taken first, so that one process sends it, and
 * marked after it was handed over: a kill in between sends it a second time rather than never, with the same id. One that can't be sent waits longer
 * each time, behind the others, and is given up after `mostTries`. People without a phone number, or who want this kind in the app only, read theirs
 * there. Returns how many were dealt with; throws the last fault where several in a row failed.
 */
export async function sendMessages(platform: Platform, sender: MessageSender): Promise<number> {
  let done = 0
  for (let taken = await take(platform); taken.length > 0; taken = done < mostPerRun ? await take(platform) : []) {
    let faultsInARow = 0
    for (const [at, message] of taken.entries()) {
      const fault = await trySending(platform, sender, message)
      if (fault === null) faultsInARow = 0
      else if (message.tries === 1) faultsInARow += 1
      if (faultsInARow === mostFaultsInARow) {
        await giveBack(platform, taken.slice(at + 1))
        throw fault
      }
      done += 1
    }
  }
  return done
}

async function take(platform: Platform): Promise<readonly TakenMessage[]> {
  const { clock, database, dice } = platform
  if (!(await hasMessagesToSend(database, clock.now()))) return []
  const command = { key: newId(dice), kind: 'take-messages', actor: system, content: {} }
  const outcome = await commit<readonly string[]>(platform, command, async ({ now, reader }) => {
    const ids = await lockMessagesToSend(reader, now, messagesAtOnce)
    return { answer: ids.map(String), rows: [takeMessages(ids, now.add({ minutes: takenMinutes }))], events: [] }
  })
  if (!outcome.accepted) throw new Error(`messages were not taken: ${outcome.refusal.code}`)
  return messagesById(database, outcome.event.answer.map(BigInt))
}

/** Those that were taken and not tried are anybody's again. */
async function giveBack(platform: Platform, untried: readonly TakenMessage[]): Promise<void> {
  if (untried.length === 0) return
  const ids = untried.map(({ messageId }) => messageId)
  await write(platform, `messages-given-back:${newId(platform.dice)}`, [returnMessages(ids)])
}

/** The fault that kept it from being sent, or null. Throws where the database is not to be had. */
async function trySending(platform: Platform, sender: MessageSender, message: TakenMessage): Promise<unknown> {
  const { messageId, tries } = message
  try {
    await sendMessage(platform, sender, message)
  } catch (fault) {
    if (isUnavailable(fault)) throw fault
    platform.logger.error({ messageId: String(messageId), tries, err: fault }, 'a message could not be sent')
    const now = platform.clock.now()
    const pause = Math.min(2 ** tries, longestPauseMinutes)
    await write(platform, `message-failed:${messageId}:${tries}`, [
      tries >= mostTries ? giveUpMessage(messageId, now) : postponeMessage(messageId, now.add({ minutes: pause })),
    ])
    return fault
  }
  await write(platform, `message-sent:${messageId}`, [markMessageSent(messageId, platform.clock.now())])
  return null
}

async function write(platform: Platform, key: string, rows: readonly Row[]): Promise<void> {
  const command = { key, kind: 'send-message', actor: system, content: {} }
  await commit(platform, command, async () => ({ answer: { done: true }, rows, events: [] }))
}

async function sendMessage(platform: Platform, sender: MessageSender, message: StoredMessage): Promise<void> {
  if (!message.toPhone) return
  const phone = await phoneOf(platform, message.personId)
  if (phone === null) return
  const { zh, en } = messageText(message)
  await sender.send(phone, `${zh} ${en}`, `message-${message.messageId}`)
}

/** The phone number, or null where there is none (any more: whoever had their data deleted is told nothing). */
async function phoneOf(platform: Platform, personId: bigint): Promise<string | null> {
  try {
    return await openPhoneNumber(platform, platform.database, personId)
  } catch (fault) {
    if (fault instanceof SubjectKeyDestroyed) return null
    throw fault
  }
}
