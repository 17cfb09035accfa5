import { formatVerifierKey, parsePolicy } from '@tongzhou/tlog'

/** What the published policy says of a member: its public keys and its address. */
export function memberInPolicy(
  policyFile: string,
  name: string,
): { readonly keys: readonly string[]; readonly url: string | null } {
  const own = parsePolicy(policyFile).witnesses.filter((witness) => [witness.name, witness.key.name].includes(name))
  return {
    keys: own.map(({ key }) => formatVerifierKey(key)),
    url: own.find(({ url }) => url !== undefined)?.url ?? null,
  }
}
