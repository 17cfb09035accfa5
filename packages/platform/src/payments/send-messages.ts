import { commit, system } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { type MessageSender, openPhoneNumber, SubjectKeyDestroyed } from '../identity/index.ts'
import { markMessageSent, type StoredMessage, unsentMessages } from './message-store.ts'
import { messageText } from './message-text.ts'

const messagesPerRun = 500

/**
 * Sends the oldest unsent messages; a job calls it. A message is marked after it was handed over, so a kill in between sends it
 * twice rather than never. People without a phone number, or who want this kind in the app only, read theirs there. Returns how many were dealt with; throws
 * the sender's fault, and what was not sent waits for the next run.
 */
export async function sendMessages(platform: Platform, sender: MessageSender): Promise<number> {
  const messages = await unsentMessages(platform.database, messagesPerRun)
  for (const message of messages) {
    await sendMessage(platform, sender, message)
    const command = { key: `message-sent:${message.messageId}`, kind: 'send-message', actor: system, content: {} }
    await commit(platform, command, async (unit) => ({
      answer: { sent: true },
      rows: [markMessageSent(message.messageId, unit.now)],
      events: [],
    }))
  }
  return messages.length
}

async function sendMessage(platform: Platform, sender: MessageSender, message: StoredMessage): Promise<void> {
  if (!message.toPhone) return
  const phone = await phoneOf(platform, message.personId)
  if (phone === null) return
  const { zh, en } = messageText(message)
  await sender.send(phone, `${zh} ${en}`)
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
