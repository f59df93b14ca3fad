import type { App } from '../../app-type.ts'
import { sessionOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function logout(app: App, { catalog, oidc, sessionKeeper }: Gateway): void {
  bind(app, 'POST /api/auth/logout', { compress: false }, async (request, reply) => {
    const { sid, source } = sessionOf(request)
    const signOutAt = source === 'oidc' ? await placeToSignOut(sid) : null
    await sessionKeeper.end(reply, sid)
    return signOutAt === null ? reply.code(204).send(null) : reply.code(200).send({ signOutAt })
  })

  async function placeToSignOut(sid: string): Promise<string | null> {
    if (!oidc?.settings.signOutAtProvider) return null
    return oidc.provider.signOutUrl(await catalog.sessions.idTokenOf(sid), `${oidc.settings.publicUrl}/`)
  }
}
