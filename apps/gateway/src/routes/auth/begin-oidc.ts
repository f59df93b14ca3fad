import type { App } from '../../app-type.ts'
import { oidcOf } from '../../auth/oidc/create-oidc.ts'
import { refusePerson } from '../../auth/oidc/refuse-person.ts'
import { returnPath } from '../../auth/oidc/return-path.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function beginOidc(app: App, gateway: Gateway): void {
  const { tokens } = gateway

  bind(app, 'GET /api/auth/oidc', { compress: false, exposeHeadRoute: false }, async (request, reply) => {
    const oidc = oidcOf(gateway)
    const former = await tokens.read(request).then(
      ({ sid }) => sid,
      () => null,
    )
    try {
      const { url, flow } = await oidc.provider.begin()
      oidc.keep(reply, { ...flow, former, returnTo: returnPath(request.query.returnTo) })
      return reply.redirect(url.href, 303)
    } catch (error) {
      return refusePerson(oidc, error, request, reply)
    }
  })
}
