import { addressKey, enterFromProvider, networkRule, type Entered } from '@syndicate/identity'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../app-type.ts'
import { originOf } from '../../audit/audit-requests.ts'
import { endFormerSession } from '../../auth/end-former-session.ts'
import { oidcOf, type Oidc } from '../../auth/oidc/create-oidc.ts'
import { refusePerson } from '../../auth/oidc/refuse-person.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function finishOidc(app: App, gateway: Gateway): void {
  const { catalog, passwords, revocation, sessionKeeper, throttle, trail } = gateway

  bind(app, 'GET /api/auth/oidc/callback', { compress: false, exposeHeadRoute: false }, async (request, reply) => {
    const oidc = oidcOf(gateway)
    try {
      const path = await finish(oidc, request, reply)
      oidc.forget(reply)
      return reply.redirect(oidc.settings.publicUrl + path, 303)
    } catch (error) {
      return refusePerson(oidc, error, request, reply)
    }
  })

  /** @returns where to go on */
  async function finish(oidc: Oidc, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    // Each try asks the provider: who fails often waits, as with wrong passwords.
    const attempt = await throttle.begin([{ key: `oidc:${addressKey(request.ip)}`, rule: networkRule }])
    const { returnTo, former, ...flow } = await oidc.read(request)
    const vouched = await oidc.provider.finish(queryOf(request.url), flow)
    const deps = { users: catalog.users, sessions: catalog.sessions, passwords, announce: revocation.announce }
    const entered = await enterFromProvider(deps, vouched, oidc.settings, (found) => (request.target = found))
    attempt.undo()
    await endFormerSession(gateway, reply)
    if (former !== null) await sessionKeeper.end(reply, former)
    await sessionKeeper.open(reply, entered.user, vouched.idToken)
    note(entered, request)
    return returnTo
  }

  /** Signing in is the route's entry; what became of the user is one before it. */
  function note({ user, became }: Entered, request: FastifyRequest): void {
    request.target = user.username
    if (became === 'as before') return
    const kind = became === 'added' ? 'user.create' : 'user.change'
    trail.note({ ...originOf(request), kind, target: user.id })
  }
}

function queryOf(url: string): string {
  const mark = url.indexOf('?')
  return mark === -1 ? '' : url.slice(mark)
}
