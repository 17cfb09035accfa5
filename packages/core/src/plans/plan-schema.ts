import schema from './plan.schema.json' with { type: 'json' }

/** The JSON Schema (2020-12) of a plan version; `checkPlan` holds the rules that it can't say. */
export const planSchema: Readonly<Record<string, unknown>> = schema
