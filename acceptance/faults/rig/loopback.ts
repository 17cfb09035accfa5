import { createConnection, createServer, type Socket } from 'node:net'

/** What befalls the bytes on their way: nothing, nobody listens, or nothing comes through and nobody is told. */
export type Way = 'open' | 'refused' | 'silent'

/** A TCP relay on 127.0.0.1 between a process of the platform and something that it depends on. */
export interface Loopback {
  readonly port: number
  /** Where it leads to; asked for each new connection. */
  setTarget(port: number): void
  setWay(way: Way): void
  /** Each piece waits as long before it goes on. */
  setDelay(milliseconds: number): void
  /** Breaks every connection at once, as a server does that is killed. */
  cut(): void
  /** Nothing comes through the present connections any more, and nobody is told: as with a host that is gone. New ones work. */
  abandon(): void
  close(): Promise<void>
}

export async function openLoopback(target: number): Promise<Loopback> {
  let targetPort = target
  let way: Way = 'open'
  let delay = 0
  const pairs = new Set<readonly [Socket, Socket]>()
  const abandoned = new Set<Socket>()
  /** Told when the way is open again. */
  let wakers: (() => void)[] = []
  const whenOpen = () => (way === 'silent' ? new Promise<void>((resolve) => wakers.push(resolve)) : null)

  const relay = (from: Socket, to: Socket) => {
    let sent: Promise<void> = Promise.resolve()
    from.on('data', (piece: Buffer) => {
      if (abandoned.has(from)) return
      if (delay === 0 && way === 'open' && isDrained) {
        to.write(piece)
        return
      }
      isDrained = false
      const due = performance.now() + delay
      const mine = sent.then(async () => {
        await whenOpen()
        const wait = due - performance.now()
        if (wait > 0) await new Promise((wake) => setTimeout(wake, wait))
        if (!to.destroyed) to.write(piece)
        if (sent === mine) isDrained = true
      })
      sent = mine
    })
    let isDrained = true
    const unless = (act: () => void) => {
      if (!abandoned.has(from)) act()
    }
    from.on('end', () => void sent.then(() => unless(() => to.end())))
    from.on('error', () => unless(() => to.destroy()))
    from.on('close', () => void sent.then(() => unless(() => to.destroy())))
  }
  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (way === 'refused') {
      client.resetAndDestroy()
      return
    }
    const upstream = createConnection({ host: '127.0.0.1', port: targetPort, allowHalfOpen: true })
    client.setNoDelay(true)
    upstream.setNoDelay(true)
    const pair = [client, upstream] as const
    pairs.add(pair)
    client.once('close', () => pairs.delete(pair))
    relay(client, upstream)
    relay(upstream, client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    for (const [client, upstream] of pairs) {
      client.resetAndDestroy()
      upstream.destroy()
    }
    pairs.clear()
  }
  return {
    port: (server.address() as { port: number }).port,
    setTarget: (port) => {
      targetPort = port
    },
    setWay: (next) => {
      way = next
      if (next === 'refused') cut()
      if (next === 'silent') return
      for (const wake of wakers) wake()
      wakers = []
    },
    setDelay: (milliseconds) => {
      delay = milliseconds
    },
    cut,
    abandon: () => {
      for (const [client, upstream] of pairs) {
        abandoned.add(client).add(upstream)
        // The far end is told that nobody is there any more, as it notices in time; the near end hears nothing.
        upstream.destroy()
      }
    },
    close: async () => {
      cut()
      for (const socket of abandoned) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
