import { Type } from 'typebox'
import type { Platform } from '../../commit/platform.ts'
import { type App, RefusedRequest } from '../../http/index.ts'
import { openName } from '../../identity/index.ts'
import { planVersions } from '../../plans/index.ts'
import { settingsChanges } from './settings-changes.ts'

const Hospitals = Type.Array(Type.Object({ hospital: Type.String(), member: Type.String() }))
const Change = Type.Object({
  at: Type.String(),
  personId: Type.String(),
  name: Type.Union([Type.String(), Type.Null()]),
  weights: Type.Array(Type.Object({ code: Type.String(), from: Type.Integer(), to: Type.Integer() })),
  added: Hospitals,
  removed: Hospitals,
})

/** Who changed what of a plan's risk settings, for operators and auditors. */
export function addRiskChanges(app: App, platform: Platform): void {
  const schema = {
    tags: ['review'],
    summary: 'Who set which weights and attesting hospitals when, newest first, each against what was before',
    params: Type.Object({ plan: Type.String({ maxLength: 64 }) }),
    response: { 200: Type.Array(Change) },
  }
  const config = { access: { roles: ['operator', 'auditor'] } } as const
  app.get('/plans/:plan/risk-weights/changes', { config, schema }, async (request) => {
    const { database } = platform
    const { plan } = request.params
    if ((await planVersions(database, plan)).length === 0)
      throw new RefusedRequest({ code: 'plan-unknown', facts: { plan } })
    const changes = await settingsChanges(database, plan)
    const people = [...new Set(changes.map(({ setBy }) => setBy))]
    const names = new Map(
      await Promise.all(people.map(async (id) => [id, await openName(platform, database, id)] as const)),
    )
    return changes.map(({ added, at, removed, setBy, weights }) => ({
      at: at.toString(),
      personId: setBy.toString(),
      name: names.get(setBy) ?? null,
      weights: [...weights],
      added: [...added],
      removed: [...removed],
    }))
  })
}
