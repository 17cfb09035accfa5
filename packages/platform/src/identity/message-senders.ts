import { createHmac } from 'node:crypto'
import type { Clock } from '../commit/platform.ts'
import type { MessageSender } from './sign-in.ts'

export interface InboxMessage {
  readonly at: string
  readonly phoneNumber: string
  readonly text: string
}

export interface DemoInbox extends MessageSender {
  /** The last messages, newest first. */
  messages(): readonly InboxMessage[]
}

/** Messages kept: enough for a trial, and a bound on memory. */
const mostMessages = 100

/** For trials: messages are shown on a page instead of being sent. Never for real people: whoever sees it can sign in as them. */
export function createDemoInbox(clock: Clock): DemoInbox {
  const messages: InboxMessage[] = []
  return {
    send: async (phoneNumber, text) => {
      messages.unshift({ at: clock.now().toString(), phoneNumber, text })
      messages.length = Math.min(messages.length, mostMessages)
    },
    messages: () => messages,
  }
}

/** Longest wait for the sender's answer; the person is waiting too. */
const longestSendMilliseconds = 10_000

/**
 * Hands messages to an operator's own service: POST of `{"phoneNumber", "text"}` with the header `x-tongzhou-signature`,
 * the hex HMAC-SHA-256 of the body under the shared secret, and for all but sign-in codes `x-tongzhou-message-id`, by which a message that comes
 * a second time is known (a process was killed before it could note that it had sent it). Any 2xx answer means that it was taken; another one throws.
 */
export function createWebhookSender(webhook: { readonly url: string; readonly secret: string }): MessageSender {
  return {
    send: async (phoneNumber, text, id) => {
      const body = JSON.stringify({ phoneNumber, text })
      const signature = createHmac('sha256', webhook.secret).update(body, 'utf8').digest('hex')
      const response = await fetch(webhook.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-tongzhou-signature': signature,
          ...(id !== undefined && { 'x-tongzhou-message-id': id }),
        },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(longestSendMilliseconds),
      })
      // The answer's text could repeat the message: it stays out of the error.
      if (!response.ok) throw new Error(`the message service answered ${response.status}`)
    },
  }
}
