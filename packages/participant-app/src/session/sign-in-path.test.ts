import { expect, test } from 'vitest'
import { nextAfterSignIn, signInPath } from './sign-in-path.ts'

const nextOf = (path: string) => nextAfterSignIn(new URL(path, 'https://app.example').searchParams)

test('the sign-in leads back to where one was', () => {
  expect(nextOf(signInPath('/claims/7F3K?step=2'))).toBe('/claims/7F3K?step=2')
})

test.each(['https://elsewhere.example', '//elsewhere.example', '/\\elsewhere.example', 'javascript:alert(1)', ''])(
  'it leads to no other site: %s',
  (next) => {
    expect(nextOf(signInPath(next))).toBe('/')
  },
)
