import type { Config } from '@syndicate/config'
import type { Finding } from '@syndicate/contracts'
import { ok, wrong } from './finding.ts'

/** A provider of OpenID Connect that people sign in at. */
export interface SignInProvider {
  /** Why nobody can sign in there now; null where they can. */
  trouble: () => Promise<string | null>
}

/** Whether people can sign in at the provider that is set up. */
export async function examineProvider({ api }: Config, provider: SignInProvider | null): Promise<Finding[]> {
  const { oidc } = api.auth
  if (!oidc || !provider) return []
  const trouble = await provider.trouble()
  return trouble === null
    ? [ok('sign-in', `${oidc.issuer} signs people in`)]
    : [
        wrong(
          'sign-in',
          `Nobody can sign in at ${oidc.issuer}: ${trouble}`,
          'Correct `api.auth.oidc`, or let this machine reach the provider',
        ),
      ]
}
