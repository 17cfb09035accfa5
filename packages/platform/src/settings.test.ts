import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSettings, settingsPage } from './settings.ts'

test('without an environment every setting has its default', () => {
  expect(readSettings({})).toEqual({
    TONGZHOU_DATABASE_CONNECTIONS: 10,
    TONGZHOU_DATA_FOLDER: 'data',
    TONGZHOU_DAYS_WORK_SECONDS: 60,
    TONGZHOU_DRAIN_SECONDS: 3,
    TONGZHOU_PROCESS: 'all',
    TONGZHOU_S3_REGION: 'us-east-1',
    TONGZHOU_HOST: '127.0.0.1',
    TONGZHOU_PORT: 8080,
    TONGZHOU_TRUSTED_PROXIES: 0,
    TONGZHOU_REQUESTS_PER_MINUTE: 600,
    TONGZHOU_STOP_SECONDS: 20,
    TONGZHOU_TRIAL_MEMBERS: 4,
    TONGZHOU_LOG_LEVEL: 'info',
  })
})

test('settings are read from their names, and an empty one is not set', () => {
  const settings = readSettings({ TONGZHOU_PORT: '0', DATABASE_URL: '', TONGZHOU_LOG_LEVEL: 'debug', HOME: '/root' })
  expect(settings).toMatchObject({ TONGZHOU_PORT: 0, TONGZHOU_LOG_LEVEL: 'debug' })
  expect(settings.DATABASE_URL).toBeUndefined()
})

const wrong: [string, string][] = [
  ['TONGZHOU_PORT', '8080.5'],
  ['TONGZHOU_PORT', '0x10'],
  ['TONGZHOU_PORT', '65536'],
  ['TONGZHOU_PORT', '-1'],
  ['TONGZHOU_PORT', ' '],
  ['TONGZHOU_LOG_LEVEL', 'verbose'],
  ['TONGZHOU_PUBLIC_URL', 'https://example.org/'],
  ['TONGZHOU_DATABASE_CONNECTIONS', '1'],
  ['TONGZHOU_S3_ENDPOINT', 'store.example.org'],
  ['TONGZHOU_S3_BUCKET', 'A_bucket'],
  ['TONGZHOU_S3_PREFIX', '/evidence'],
]

test.each(wrong)('%s=%s is refused with its name and what is allowed', (name, value) => {
  expect(() => readSettings({ [name]: value })).toThrow(`${name}: ${JSON.stringify(value)} is not `)
})

test('a wrong secret is not shown', () => {
  expect(() => readSettings({ TONGZHOU_MASTER_KEY: 'c2VjcmV0' })).toThrow(
    'TONGZHOU_MASTER_KEY: what it is set to is not 32 random',
  )
  expect(() => readSettings({ DATABASE_URL: 'mysql://u:p@h/d' })).toThrow(
    'DATABASE_URL: what it is set to is not postgres://',
  )
})

test('a misspelt name is refused rather than ignored, and all faults are told at once', () => {
  const read = () => readSettings({ TONGZHOU_PROT: '80', TONGZHOU_HOST: '', TONGZHOU_STOP_SECONDS: '0' })
  expect(read).toThrow('TONGZHOU_PROT is no setting')
  expect(read).toThrow('TONGZHOU_STOP_SECONDS: "0" is not a whole number from 1 to 300')
})

test('a setting without those that it needs is refused, before anything is started', () => {
  const message = { TONGZHOU_MESSAGE_URL: 'https://sms.example/send' }
  expect(() => readSettings(message)).toThrow('TONGZHOU_MESSAGE_SECRET is not set, but TONGZHOU_MESSAGE_URL is')
  const gateway = { TONGZHOU_GATEWAY_URL: 'https://gateway.example', TONGZHOU_GATEWAY_SECRET: 'sixteen letters.' }
  expect(() => readSettings(gateway)).toThrow('TONGZHOU_GATEWAY_NOTICE_KEY is not set')
  const store = { TONGZHOU_S3_ENDPOINT: 'https://store.example', TONGZHOU_S3_BUCKET: 'evidence' }
  expect(() => readSettings(store)).toThrow('TONGZHOU_S3_ACCESS_KEY_ID is not set')
  expect(() => readSettings({ ...store, TONGZHOU_S3_BUCKET: '' })).toThrow('TONGZHOU_S3_BUCKET is not set')
})

test('docs/settings.md is the list of the schema', async () => {
  await expect(settingsPage()).toMatchFileSnapshot(join(import.meta.dirname, '../../../docs/settings.md'))
})
