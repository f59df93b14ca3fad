import { ProblemError } from '@syndicate/contracts'
import {
  addressKey,
  enterFromProvider,
  networkRule,
  type Attempt,
  type Entered,
  type Flow,
  type Vouched,
} from '@syndicate/identity'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../app-type.ts'
import { originOf } from '../../audit/audit-requests.ts'
import { endFormerSession } from '../../auth/end-former-session.ts'
import { oidcOf, type FlowClaims, type Oidc } from '../../auth/oidc/create-oidc.ts'
import { refusePerson } from '../../auth/oidc/refuse-person.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function finishOidc(app: App, gateway: Gateway): void {
  const { catalog, passwords, revocation, sessionKeeper, throttle, trail } = gateway

  bind(app, 'GET /api/auth/oidc/callback', { compress: false, exposeHeadRoute: false }, async (request, reply) => {
    const oidc = oidcOf(gateway)
    let returnTo: string | undefined
    try {
      const begun = await oidc.read(request)
      returnTo = begun.returnTo
      await finish(oidc, begun, request, reply)
      oidc.forget(reply)
      return reply.redirect(oidc.settings.publicUrl + returnTo, 303)
    } catch (error) {
      return refusePerson(oidc, error, request, reply, returnTo)
    }
  })

  async function finish(oidc: Oidc, begun: FlowClaims, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { former, ...flow } = begun
    const { vouched, attempt } = await ask(oidc, flow, request)
    const deps = { users: catalog.users, sessions: catalog.sessions, passwords, announce: revocation.announce }
    const entered = await enterFromProvider(deps, vouched, oidc.settings, (found) => (request.target = found))
    attempt.undo()
    await endFormerSession(gateway, reply)
    if (former !== null) await sessionKeeper.end(reply, former)
    // Kept for nothing but signing out there.
    await sessionKeeper.open(reply, entered.user, oidc.settings.signOutAtProvider ? vouched.idToken : null)
    note(entered, request)
  }

  /**
   * Who fails often waits, as with wrong passwords. Counted is who began in this browser, for that alone asks the provider: pages
   * elsewhere that make browsers come here by the hundred keep nobody out.
   */
  async function ask(oidc: Oidc, flow: Flow, request: FastifyRequest): Promise<{ vouched: Vouched; attempt: Attempt }> {
    const attempt = await throttle.begin([{ key: `oidc:${addressKey(request.ip)}`, rule: networkRule }])
    try {
      return { vouched: await oidc.provider.finish(queryOf(request.url), flow), attempt }
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'provider-unavailable') attempt.undo()
      throw error
    }
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
