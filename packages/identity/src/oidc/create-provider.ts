import { within } from '@syndicate/timing'
import * as openid from 'openid-client'
import type { Log } from '../log.ts'
import { boundedFetch, ProviderAway } from './bounded-fetch.ts'
import { claimAt, type Claims } from './claims.ts'
import { problemOfProvider, reasonOf } from './problem-of-provider.ts'

/** Of one question to the provider, its answer included. */
const questionSeconds = 5
/** What a provider says of itself is asked again after this; that it does not answer, sooner. */
const trustedMs = 60_000
const awayMs = 3_000
/** Whoever looks at the sign-in page waits no longer to hear whether the provider answers. */
const patienceMs = 1_500
/** A longer one is not kept: it would be sent in an address. */
const longestIdToken = 4_096

export interface ProviderSettings {
  issuer: string
  clientId: string
  clientSecret?: string | undefined
  scopes: readonly string[]
  /** Where it sends people back to. */
  redirectUri: string
  /** Claims that are needed, by path: what an ID token lacks is asked of `userinfo`. */
  needs: readonly string[]
}

/** What was begun, and has to be shown by whoever comes back. */
export interface Flow {
  state: string
  nonce: string
  verifier: string
}

/** Somebody, as the provider vouches for them. */
export interface Vouched {
  issuer: string
  subject: string
  claims: Claims
  /** Null where it is too long to be of use. */
  idToken: string | null
}

export type Provider = ReturnType<typeof createProvider>

/**
 * Asks a provider of OpenID Connect, by authorization code and PKCE. It is found when it is first needed, and may be away.
 * @param log told why it cannot be used, once for each reason
 */
export function createProvider(
  settings: ProviderSettings,
  log: Pick<Log, 'warn'>,
  elapsed: () => number = () => performance.now(),
) {
  let found: { config: Promise<openid.Configuration>; at: number; goodMs: number } | undefined
  let told: string | null = null

  function configuration(): Promise<openid.Configuration> {
    if (found && elapsed() - found.at < found.goodMs) return found.config
    const asked = { config: discover(settings), at: elapsed(), goodMs: trustedMs }
    asked.config.then(
      () => tell(null),
      (error: unknown) => {
        Object.assign(asked, { at: elapsed(), goodMs: awayMs })
        tell(reasonOf(error))
      },
    )
    found = asked
    return asked.config
  }

  function tell(reason: string | null): void {
    if (reason !== null && reason !== told) log.warn({ issuer: settings.issuer, reason }, 'the provider cannot be used')
    told = reason
  }

  return {
    /** Why nobody can sign in there now; null where they can. Waits 1.5 s at most. */
    trouble: (): Promise<string | null> =>
      within(
        patienceMs,
        configuration().then(() => null, reasonOf),
        () => `it has not answered within ${patienceMs / 1000} s`,
      ),

    /** Where to send somebody, and what they have to bring back. @throws ProblemError provider-unavailable */
    async begin(): Promise<{ url: URL; flow: Flow }> {
      const config = await configuration().catch(problemOfProvider)
      const flow = {
        state: openid.randomState(),
        nonce: openid.randomNonce(),
        verifier: openid.randomPKCECodeVerifier(),
      }
      const url = openid.buildAuthorizationUrl(config, {
        redirect_uri: settings.redirectUri,
        scope: settings.scopes.join(' '),
        code_challenge: await openid.calculatePKCECodeChallenge(flow.verifier),
        code_challenge_method: 'S256',
        state: flow.state,
        nonce: flow.nonce,
      })
      return { url, flow }
    },

    /**
     * Who comes back: state, issuer, code, signature, audience, time and nonce are held to what was begun.
     * @param query as it came
     * @throws ProblemError sign-in-failed, provider-unavailable
     */
    async finish(query: string, flow: Flow): Promise<Vouched> {
      try {
        const config = await configuration()
        const back = new URL(settings.redirectUri)
        back.search = query
        const checks = {
          pkceCodeVerifier: flow.verifier,
          expectedState: flow.state,
          expectedNonce: flow.nonce,
          idTokenExpected: true,
        }
        const tokens = await openid.authorizationCodeGrant(config, back, checks)
        const said = tokens.claims()!
        const idToken = tokens.id_token!.length <= longestIdToken ? tokens.id_token! : null
        return { issuer: said.iss, subject: said.sub, claims: await complete(config, tokens, said), idToken }
      } catch (error) {
        return problemOfProvider(error)
      }
    },

    /** Where somebody signs out there too; null where it has no such place that can be used, or does not answer. */
    async signOutUrl(idToken: string | null, returnTo: string): Promise<string | null> {
      const hint = idToken === null ? {} : { id_token_hint: idToken }
      try {
        const config = await within(patienceMs, configuration(), () => null)
        if (!config?.serverMetadata().end_session_endpoint) return null
        return openid.buildEndSessionUrl(config, { post_logout_redirect_uri: returnTo, ...hint }).href
      } catch {
        return null
      }
    },
  }

  /** Many providers put little into an ID token; what it says itself is believed first. */
  async function complete(
    config: openid.Configuration,
    tokens: openid.TokenEndpointResponse,
    said: openid.IDToken,
  ): Promise<Claims> {
    const isWhole = settings.needs.every((path) => claimAt(said, path) !== undefined)
    if (isWhole || config.serverMetadata().userinfo_endpoint === undefined) return said
    const more = await openid.fetchUserInfo(config, tokens.access_token, said.sub)
    return { ...more, ...said }
  }
}

/** @throws ProviderAway with the reason, also where it answers and what it says of itself is of no use */
async function discover({ issuer, clientId, clientSecret }: ProviderSettings): Promise<openid.Configuration> {
  const isPlain = issuer.startsWith('http:')
  try {
    const config = await openid.discovery(new URL(issuer), clientId, {}, authenticate(clientSecret), {
      // By itself the library leaves out signatures of what comes straight from the provider.
      execute: [openid.enableNonRepudiationChecks, ...(isPlain ? [openid.allowInsecureRequests] : [])],
      [openid.customFetch]: boundedFetch,
      timeout: questionSeconds,
    })
    requireEndpoints(config.serverMetadata(), isPlain)
    return config
  } catch (cause) {
    throw new ProviderAway(reasonOf(cause), { cause })
  }
}

/** Else whoever signs in is the first to meet one that is missing, or that others on the way can read. */
function requireEndpoints(server: openid.ServerMetadata, mayBePlain: boolean): void {
  for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const) {
    const address = server[name] ?? ''
    const protocol = URL.canParse(address) ? new URL(address).protocol : null
    if (protocol !== 'https:' && !(mayBePlain && protocol === 'http:'))
      throw new Error(`it names ${address === '' ? 'no' : 'an unsafe or unreadable'} ${name}`)
  }
}

/** As RFC 6749 has it, in the header, unless the provider takes the secret in the body alone; a public client has none. */
function authenticate(secret: string | undefined): openid.ClientAuth {
  if (secret === undefined) return openid.None()
  const [inHeader, inBody] = [openid.ClientSecretBasic(secret), openid.ClientSecretPost(secret)]
  return (server, ...rest) => {
    const ways = server.token_endpoint_auth_methods_supported
    const onlyBody = ways?.includes('client_secret_post') && !ways.includes('client_secret_basic')
    return onlyBody ? inBody(server, ...rest) : inHeader(server, ...rest)
  }
}
