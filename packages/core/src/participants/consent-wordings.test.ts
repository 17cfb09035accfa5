import { expect, test } from 'vitest'
import { consentKinds } from './consent.ts'
import { consentWordings, currentConsentVersions } from './consent-wordings.ts'

test.each(consentKinds)('the wordings of %s are numbered from 1 without a gap, in both languages', (kind) => {
  const ofKind = consentWordings.filter((wording) => wording.kind === kind)
  expect(ofKind.map(({ version }) => version)).toEqual(ofKind.map((_, index) => index + 1))
  expect(currentConsentVersions[kind]).toBe(ofKind.length)
  for (const { text } of ofKind) expect(Math.min(text.en.length, text.zh.length)).toBeGreaterThan(20)
})
