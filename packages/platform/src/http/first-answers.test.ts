import { expect, test } from 'vitest'
import { firstAnswersLink } from './first-answers.ts'

const linked = (address: string, isSignedIn = false) =>
  [...(firstAnswersLink(address, isSignedIn) ?? '').matchAll(/<([^>]+)>/g)].map(([, answer]) => answer)

test.each([
  ['/app/join', ['/plans']],
  ['/app/join/', ['/plans']],
  ['/app/join/rare-illness?from=a', ['/plans/rare-illness/in-force', '/plans/rare-illness/periods?limit=60&offset=0']],
  ['/app/join/rare-illness/apply', []],
  ['/app/join/%3E%3Cscript', []],
  ['/app/', []],
])('somebody new at %s', (address, answers) => {
  expect(linked(address)).toEqual(answers)
})

test('those who are signed in are recognised on every page, and see on the first one whether they are covered', () => {
  expect(linked('/app/claims/7F3K', true)).toEqual(['/me'])
  expect(linked('/app/', true)).toEqual(['/me', '/participants'])
  expect(linked('/app/join', true)).toEqual(['/me', '/plans'])
})

test('they are asked for as the app asks for them: with its cookie', () => {
  expect(firstAnswersLink('/app/join', false)).toBe('</plans>; rel=preload; as=fetch; crossorigin')
})
