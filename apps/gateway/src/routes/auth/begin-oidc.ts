import type { App } from '../../app-type.ts'
import { originOf } from '../../audit/audit-requests.ts'
import { oidcOf } from '../../auth/oidc/create-oidc.ts'
import { refusePerson } from '../../auth/oidc/refuse-person.ts'
import { returnPath } from '../../auth/oidc/return-path.ts'
import type { Gateway } from '../../gateway.ts'
import { problemOf } from '../../http/answers/problem-of.ts'
import { bind } from '../bind.ts'

export function beginOidc(app: App, gateway: Gateway): void {
  const { tokens, trail } = gateway

  bind(app, 'GET /api/auth/oidc', { compress: false, exposeHeadRoute: false }, async (request, reply) => {
    const oidc = oidcOf(gateway)
    const returnTo = returnPath(request.query.returnTo)
    // A link on another site signs nobody in over the session they have: it leads to the page where they can.
    if (request.headers['sec-fetch-site'] === 'cross-site')
      return reply.redirect(oidc.settings.publicUrl + returnTo, 303)
    const former = await tokens.read(request).then(
      ({ sid }) => sid,
      () => null,
    )
    try {
      const { url, flow } = await oidc.provider.begin()
      oidc.keep(reply, { ...flow, former, returnTo })
      return reply.redirect(url.href, 303)
    } catch (error) {
      trail.note({ ...originOf(request), kind: 'session.login', outcome: 'failed', code: problemOf(error).code })
      return refusePerson(oidc, error, request, reply, returnTo)
    }
  })
}
