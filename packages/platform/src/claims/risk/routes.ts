import { defaultRiskWeights, largestRiskWeight, riskSignalCodes } from '@tongzhou/core'
import { Type } from 'typebox'
import type { Platform } from '../../commit/platform.ts'
import { type App, actorOf, CommandHeaders, orRefuse, RefusedRequest, Strict } from '../../http/index.ts'
import { planVersions } from '../../plans/index.ts'
import { openCaseAsOfficer } from '../open-case.ts'
import { CaseParams } from '../schemas.ts'
import { addRiskChanges } from './changes-routes.ts'
import { linkedCases } from './linked-cases.ts'
import { riskOfClaim } from './score-claims.ts'
import { setRiskWeights } from './set-weights.ts'
import { loadRiskSettings } from './store.ts'

const tags = ['review']
const officers = { access: { roles: ['reviewer', 'investigator', 'auditor'] } } as const
const operators = { access: { roles: ['operator'] } } as const
const readers = { access: { roles: ['operator', 'reviewer', 'auditor'] } } as const

const Fact = Type.Union([Type.String(), Type.Number(), Type.Array(Type.String())])
const Code = Type.Unsafe<(typeof riskSignalCodes)[number]>(Type.Enum([...riskSignalCodes]))
const Reason = Type.Object({ zh: Type.String(), en: Type.String() })

const RiskSchema = Type.Object({
  score: Type.Integer({ description: 'Sum of the points. It orders the queue and decides nothing.' }),
  signals: Type.Array(
    Type.Object({
      code: Code,
      weight: Type.Integer({ description: 'As the operator set it, 0 to 100.' }),
      strength: Type.Integer({ description: 'How far the facts go, in percent.' }),
      points: Type.Integer({ description: 'Weight times strength.' }),
      facts: Type.Record(Type.String(), Fact, {
        description: 'What was found: days, counts, references of cases and files.',
      }),
      reason: Reason,
    }),
  ),
})

const GraphSchema = Type.Object({
  nodes: Type.Array(
    Type.Object({
      id: Type.String(),
      kind: Type.Unsafe<'case' | 'account' | 'phone' | 'payer' | 'document-number' | 'words' | 'file' | 'picture'>(
        Type.Enum(['case', 'account', 'phone', 'payer', 'document-number', 'words', 'file', 'picture']),
      ),
      caseReference: Type.Optional(Type.String()),
      status: Type.Optional(Type.String()),
      illness: Type.Optional(Type.String()),
      filedOn: Type.Optional(Type.String()),
      distance: Type.Optional(Type.Integer({ description: '0 for the case that was asked for.' })),
    }),
  ),
  edges: Type.Array(
    Type.Object({
      from: Type.String({ description: 'A case.' }),
      to: Type.String({ description: 'What it shares with others.' }),
      likenessPercent: Type.Union([Type.Integer(), Type.Null()]),
    }),
  ),
  cut: Type.Boolean({ description: 'Whether cases were left out.' }),
})

const Weight = Type.Integer({ minimum: 0, maximum: largestRiskWeight })
const Weights = Strict(
  Object.fromEntries(riskSignalCodes.map((code) => [code, Weight])) as Record<
    (typeof riskSignalCodes)[number],
    typeof Weight
  >,
)
const Attesting = Type.Array(
  Strict({
    hospital: Type.String({ minLength: 1, maxLength: 200, description: 'As claimants write it.' }),
    member: Type.String({ pattern: '^[a-z0-9.-]{1,100}$', description: 'The member that attests for it.' }),
  }),
  { maxItems: 1_000, default: [] },
)
const PlanParams = Type.Object({ plan: Type.String({ maxLength: 64 }) })

/** What speaks for looking closer at a case, how cases hang together, and how much each signal weighs. */
export function addRiskRoutes(app: App, platform: Platform): void {
  const opened = async (request: Parameters<typeof actorOf>[0], reference: string) => {
    const found = await openCaseAsOfficer(platform, platform.database, actorOf(request), reference)
    if ('accepted' in found) throw new RefusedRequest(found.refusal)
    return found.stored
  }
  const risk = {
    tags,
    summary: 'Risk signals of a case, each with its reason',
    params: CaseParams,
    response: { 200: RiskSchema },
  }
  app.get('/claims/:reference/risk', { config: officers, schema: risk }, async (request) => {
    const { score, signals } = await riskOfClaim(platform, await opened(request, request.params.reference))
    return { score, signals: signals.map((signal) => ({ ...signal, facts: openFacts(signal.facts) })) }
  })
  const links = {
    tags,
    summary: 'Cases that share an account, a phone, a payer, a number, a file or a picture, as a graph',
    params: CaseParams,
    response: { 200: GraphSchema },
  }
  app.get('/claims/:reference/links', { config: officers, schema: links }, async (request) => {
    const { cut, edges, nodes } = await linkedCases(platform, (await opened(request, request.params.reference)).claimId)
    return { cut, edges: [...edges], nodes: [...nodes] }
  })
  addWeights(app, platform)
  addRiskChanges(app, platform)
}

function openFacts(facts: Readonly<Record<string, string | number | readonly string[]>>) {
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name, typeof fact === 'object' ? [...fact] : fact]),
  )
}

function addWeights(app: App, platform: Platform): void {
  const shown = Type.Object({
    weights: Weights,
    defaults: Weights,
    attestingHospitals: Attesting,
    edition: Type.Integer({ minimum: 0, description: 'Whoever sets others repeats it. 0 where the defaults apply.' }),
    setAt: Type.Union([Type.String(), Type.Null()], { description: 'Null where the defaults apply.' }),
  })
  const show = {
    tags,
    summary: 'How much each risk signal weighs in a plan',
    params: PlanParams,
    response: { 200: shown },
  }
  app.get('/plans/:plan/risk-weights', { config: readers, schema: show }, async (request) => {
    const { plan } = request.params
    if ((await planVersions(platform.database, plan)).length === 0)
      throw new RefusedRequest({ code: 'plan-unknown', facts: { plan } })
    const settings = await loadRiskSettings(platform.database, plan)
    return {
      weights: { ...(settings?.weights ?? defaultRiskWeights) },
      defaults: { ...defaultRiskWeights },
      attestingHospitals: [...(settings?.attestingHospitals ?? [])],
      edition: settings?.settingsNo ?? 0,
      setAt: settings?.recordedAt.toString() ?? null,
    }
  })
  const set = {
    tags,
    summary: 'Set how much each risk signal weighs in a plan, and which hospitals attest',
    headers: CommandHeaders,
    params: PlanParams,
    body: Strict({
      edition: Type.Integer({ minimum: 0, maximum: 2_147_483_647, description: 'Of the settings that were read.' }),
      weights: Weights,
      attestingHospitals: Attesting,
    }),
  }
  app.put('/plans/:plan/risk-weights', { config: operators, schema: set }, async (request, reply) => {
    const { params, headers } = request
    const { edition, ...settings } = request.body
    orRefuse(
      await setRiskWeights(platform, {
        key: headers['idempotency-key'],
        actor: actorOf(request),
        planCode: params.plan,
        edition,
        settings,
      }),
    )
    return reply.status(204).send()
  })
}
