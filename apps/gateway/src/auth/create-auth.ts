import {
  createAuthenticator,
  createCredentialCache,
  createCsrf,
  createDependents,
  createPasswords,
  createRevocation,
  createSessionKeeper,
  createThrottle,
  type Secrets,
} from '@syndicate/identity'
import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import type { App } from '../app-type.ts'
import type { GatewayDeps } from '../gateway-deps.ts'
import { createIdentify } from './admission/identify.ts'
import { createBrowserSessions } from './cookies/browser-sessions.ts'
import { createKnownDevices } from './cookies/known-devices.ts'
import { createSessionTokens } from './cookies/tokens.ts'
import { createOidc } from './oidc/create-oidc.ts'

export type Auth = ReturnType<typeof createAuth>

/** Binds identity to requests, replies and cookies. */
export function createAuth(app: App, { config, catalog, broker, log }: GatewayDeps & { log: FastifyBaseLogger }) {
  const settings = config.api.auth
  const scope = { basePath: config.api.connectivity.basePath, secure: settings.cookieSecure }
  const { jwtSecret, jwtSecretPrevious } = settings
  const secrets: Secrets = jwtSecretPrevious === undefined ? [jwtSecret] : [jwtSecret, jwtSecretPrevious]
  const tokens = createSessionTokens(app, secrets)
  const csrf = createCsrf(secrets)
  const sessions = createCredentialCache(catalog.sessions)
  const keys = createCredentialCache(catalog.apiKeys)
  const authenticator = createAuthenticator({ sessions, keys, apiKeys: catalog.apiKeys, log })
  const dependents = createDependents()
  const revocation = createRevocation({ sessions, keys, dependents, signals: broker.signals, log })
  const keeper = createSessionKeeper({ sessions: catalog.sessions, cache: sessions, revocation, settings })
  return {
    /** What sessions' cookies say. */
    tokens,
    csrf,
    /** Whose session a request shows, by its signature alone; null for none. */
    userShown: (request: FastifyRequest): Promise<string | null> =>
      tokens.read(request).then(
        ({ sub }) => sub,
        () => null,
      ),
    authenticator,
    identify: createIdentify(authenticator, tokens),
    devices: createKnownDevices(app, secrets, scope),
    /** The provider of OpenID Connect; null where none is set up. */
    oidc: settings.oidc ? createOidc({ app, log }, settings.oidc, secrets, settings.cookieSecure) : null,
    throttle: createThrottle(broker.attempts, log),
    dependents,
    revocation,
    passwords: createPasswords(settings),
    sessionKeeper: createBrowserSessions({ keeper, csrf, tokens, scope }),
  }
}
