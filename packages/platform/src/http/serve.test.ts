import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fastify } from 'fastify'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import type { App } from './app.ts'
import { createDrain } from './drain.ts'
import { serve } from './serve.ts'

const logger = pino({ level: 'silent' })
const settings = { TONGZHOU_HOST: '127.0.0.1', TONGZHOU_PORT: 0, TONGZHOU_STOP_SECONDS: 5 }

/** An app whose one route answers when the test says so. */
function slowApp() {
  const arrived = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const app = fastify({ forceCloseConnections: 'idle' })
  app.get('/', async () => {
    arrived.resolve()
    await release.promise
    return 'answered'
  })
  return { app: app as unknown as App, arrived: arrived.promise, release: release.resolve }
}

test('a request that is being answered is answered before the stop, and nothing comes in after', async () => {
  const { app, arrived, release } = slowApp()
  const ended: string[] = []
  const afterwards = [async () => void ended.push('pool')]
  const serving = await serve(app, { settings, logger, afterwards })
  const answer = fetch(serving.url)
  await arrived
  const stopping = serving.stop()
  await expect(fetch(serving.url)).rejects.toThrow()
  expect(ended, 'the pool stays open for the open request').toEqual([])
  release()
  expect(await (await answer).text()).toBe('answered')
  await stopping
  expect(ended).toEqual(['pool'])
})

test('a request that never ends is cut off after the stop seconds', async () => {
  const { app, arrived } = slowApp()
  const serving = await serve(app, { settings: { ...settings, TONGZHOU_STOP_SECONDS: 0.2 }, logger, afterwards: [] })
  const answer = fetch(serving.url)
  const refused = expect(answer).rejects.toThrow()
  await arrived
  await serving.stop()
  await refused
})

test('stopping twice is stopping once, and one fault does not keep the rest open', async () => {
  const { app } = slowApp()
  const ended: string[] = []
  const afterwards = [() => Promise.reject(new Error('jobs')), async () => void ended.push('pool')]
  const serving = await serve(app, { settings, logger, afterwards })
  const both = await Promise.allSettled([serving.stop(), serving.stop()])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(ended).toEqual(['pool'])
  await serving.stopped
})

test('SIGTERM lets the server answer until the balancer has seen that it goes; connections end after an answer', async () => {
  const drain = createDrain()
  const app = fastify({ forceCloseConnections: 'idle' })
  app.get('/', async () => drain.hasBegun)
  const serving = await serve(app as unknown as App, {
    settings,
    logger,
    drain: { drain, seconds: 0.5 },
    afterwards: [],
  })
  expect(await (await fetch(serving.url)).text()).toBe('false')
  process.emit('SIGTERM', 'SIGTERM')
  expect(await (await fetch(serving.url)).text()).toBe('true')
  await serving.stopped
  await expect(fetch(serving.url)).rejects.toThrow()
})

test.each(['SIGTERM', 'SIGINT'] as const)('%s ends the process with nothing left open', async (signal) => {
  const script = `import { fastify } from 'fastify'
    import { pino } from 'pino'
    import { serve } from ${JSON.stringify(join(import.meta.dirname, 'serve.ts'))}
    const settings = ${JSON.stringify(settings)}
    const afterwards = [async () => { process.stdout.write('afterwards') }]
    await serve(fastify(), { settings, logger: pino({ level: 'silent' }), afterwards })
    process.stdout.write('listening')`
  const child: ChildProcess = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout!.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  await expect.poll(() => said, { timeout: 20_000 }).toBe('listening')
  child.kill(signal)
  expect((await once(child, 'exit'))[0]).toBe(0)
  expect(said).toBe('listeningafterwards')
})
