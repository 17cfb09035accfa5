import multipart from '@fastify/multipart'
import { parseFileName } from '@tongzhou/core'
import fastify from 'fastify'
import { expect, it } from 'vitest'
import { attachmentHeader, evidenceHeaders } from './content-disposition.ts'

it('a Chinese name is the same on download (case 24)', async () => {
  const app = fastify()
  await app.register(multipart)
  app.post('/', async (request, reply) => {
    const name = parseFileName((await request.file())!.filename)
    if (!name.accepted) throw new Error(name.refusal.code)
    return reply.headers(evidenceHeaders(name.value, 'application/pdf')).send('')
  })
  for (const name of ['病理报告(副本).pdf', '病理报告（副本）.pdf', '𠮷田 𬭎.pdf', "it's 100%.pdf"]) {
    const form = new FormData()
    form.set('file', new File(['%PDF'], name, { type: 'application/pdf' }))
    const request = new Request('http://localhost/', { method: 'POST', body: form })
    const payload = Buffer.from(await request.arrayBuffer())
    const headers = { 'content-type': request.headers.get('content-type')! }
    const { headers: answered } = await app.inject({ method: 'POST', url: '/', headers, payload })
    const header = String(answered['content-disposition'])
    expect(header).toMatch(/^attachment; filename="[\x20-\x7e]+"; filename\*=UTF-8''[\x21-\x7e]+$/)
    expect(decodeURIComponent(/filename\*=UTF-8''(.*)$/.exec(header)![1]!)).toBe(name)
    expect(answered['content-security-policy']).toContain('sandbox')
  }
  await app.close()
})

it('a quote in a name does not end the header', () => {
  expect(attachmentHeader('a".pdf')).toBe(`attachment; filename="a_.pdf"; filename*=UTF-8''a%22.pdf`)
  expect(attachmentHeader("a'(b)*.pdf")).toBe(`attachment; filename="a'(b)*.pdf"; filename*=UTF-8''a%27%28b%29%2A.pdf`)
})
