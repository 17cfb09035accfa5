import { expect, test } from 'vitest'
import { madeMember } from '../../test/made-member.ts'
import { raiseAlarm } from '../storage/alarms.ts'

test('an alarm stands in both languages with what to do, and what it quotes is text, not markup', async () => {
  const { url, member } = await madeMember()
  const calm = await (await fetch(`${url}/`)).text()
  expect(calm).toContain('正在签署')
  expect(calm).not.toContain('role="alert"')
  raiseAlarm(member.store, { name: 'fork', subject: 'size/7', detail: '<script>alert(1)</script>', evidence: 'x' })
  raiseAlarm(member.store, { name: 'plan-unknown', subject: 'plan/9', detail: 'unknown "plan"', stops: false })
  const page = await (await fetch(`${url}/`)).text()
  expect(page).toContain('role="alert"')
  expect(page).toContain('&lt;script&gt;')
  expect(page).not.toContain('<script')
  for (const text of [
    '已停止签署',
    'it cosigns nothing',
    '请下载证据文件',
    'Download the evidence',
    '/alarms/1/evidence',
    'breaks a promise',
  ]) {
    expect(page).toContain(text)
  }
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'alarm', entries: 0 })
  expect(await (await fetch(`${url}/metrics`)).text()).toMatch(
    /tongzhou_member_signs 0\n[\s\S]*tongzhou_member_open_alarms 2\n/,
  )
  expect((await fetch(`${url}/alarms/2/evidence`)).status).toBe(404)
})
