import helmet from '@fastify/helmet'
import type { App } from '../../app-type.ts'

/** Nothing this service answers with needs to load anything; the API reference brings a policy of its own. */
export async function securityHeaders(app: App): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"] },
    },
    crossOriginResourcePolicy: { policy: 'same-site' },
  })
}
