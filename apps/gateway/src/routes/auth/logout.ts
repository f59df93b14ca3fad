import type { App } from '../../app-type.ts'
import { sessionOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function logout(app: App, { catalog, oidc, sessionKeeper }: Gateway): void {
  bind(app, 'POST /api/auth/logout', { compress: false }, async (request, reply) => {
    const { sid, source } = sessionOf(request)
    const signsOutThere = source === 'oidc' && oidc?.settings.signOutAtProvider
    // The session takes it along.
    const idToken = signsOutThere ? await catalog.sessions.idTokenOf(sid) : null
    await sessionKeeper.end(reply, sid)
    const signOutAt = signsOutThere ? await oidc.provider.signOutUrl(idToken, `${oidc.settings.publicUrl}/`) : null
    return signOutAt === null ? reply.code(204).send(null) : reply.code(200).send({ signOutAt })
  })
}
