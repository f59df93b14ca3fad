import type { Config, OidcSettings } from './config.ts'
import type { ConfigFile } from './config-file.ts'
import type { ConfigProblem } from './config-error.ts'
import type { Environment } from './environment.ts'
import type { SourceText } from './source-text.ts'

/** Of Entra ID: whoever has an account at Microsoft would be let in. */
const anyTenant = /^https:\/\/login\.microsoftonline\.com\/(common|organizations|consumers)(\/|$)/i

const loopback = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** Settles how people sign in at a provider, if they may, and says where that cannot work. */
export function resolveOidc(
  file: ConfigFile,
  env: Environment,
  source: SourceText,
): { oidc: OidcSettings | undefined; problems: ConfigProblem[] } {
  const settings = file.api.auth.oidc
  if (!settings) return { oidc: undefined, problems: unused(env) }
  const problems: ConfigProblem[] = []
  const refuse = (member: string, expected: string, got: string) =>
    problems.push(source.problemAt(['api', 'auth', 'oidc', member], expected, got))

  const { issuer, scopes, roleClaim, roles, defaultRole } = settings
  if (issuer.includes('/.well-known/')) refuse('issuer', 'the issuer alone', 'the address of what it says of itself')
  else if (anyTenant.test(issuer)) refuse('issuer', 'one with the id of your tenant', 'one that lets every tenant in')
  else if (!URL.canParse(issuer)) refuse('issuer', 'an address that can be read', 'one that cannot')
  else if (isOpenToOthers(issuer) && env.nodeEnv === 'production')
    refuse('issuer', 'https:// in production, but for a provider on this machine', 'http://')
  if (!scopes.includes('openid')) refuse('scopes', 'openid among them', scopes.join(', ') || 'none')
  const named = Object.keys(roles).length > 0
  if (named && roleClaim === undefined)
    refuse('roles', 'roleClaim beside it: where the values come from', 'no roleClaim')
  if (roleClaim !== undefined && !named) refuse('roleClaim', 'roles beside it: what each value is here', 'no roles')
  if (!named && defaultRole === undefined)
    refuse('defaultRole', 'a role for whoever signs in, or roleClaim and roles', 'neither, so nobody could sign in')

  const port = env.port ?? file.api.connectivity.port
  const publicUrl = env.publicUrl ?? (env.nodeEnv === 'production' ? undefined : `http://127.0.0.1:${port}`)
  if (publicUrl === undefined) problems.push(missingPublicUrl)
  const { oidcClientSecret: clientSecret } = env
  return {
    oidc: {
      ...settings,
      ...(clientSecret !== undefined && { clientSecret }),
      publicUrl: (publicUrl ?? '').replace(/\/+$/, ''),
    },
    problems,
  }
}

/** Whether nobody signs in with a password that is kept here. */
export function takesNoPasswords({ api }: Pick<Config, 'api'>): boolean {
  return api.auth.oidc?.localUsers === false
}

const missingPublicUrl: ConfigProblem = {
  where: 'environment',
  path: 'PUBLIC_URL',
  expected: 'where people find the console, with api.auth.oidc: the provider sends them back there',
  got: 'nothing',
}

/** A secret without a provider is a file that was forgotten, or another one than is meant. */
function unused({ oidcClientSecret }: Environment): ConfigProblem[] {
  if (oidcClientSecret === undefined) return []
  const expected = 'nothing without api.auth.oidc in syndicate.yaml'
  return [{ where: 'environment', path: 'OIDC_CLIENT_SECRET', expected, got: 'a secret' }]
}

function isOpenToOthers(issuer: string): boolean {
  const { protocol, hostname } = new URL(issuer)
  return protocol === 'http:' && !loopback.has(hostname)
}
