import { expect, test } from 'vitest'
import { isAssignableRole } from './roles.ts'

test('a person can be given any role but that of the platform itself', () => {
  expect(isAssignableRole('juror')).toBe(true)
  expect(isAssignableRole('system')).toBe(false)
  expect(isAssignableRole('king')).toBe(false)
})
