import { takesNoPasswords } from '@syndicate/config'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function listSignInMethods(app: App, { config, oidc }: Gateway): void {
  bind(app, 'GET /api/auth/methods', { exposeHeadRoute: false }, async () => ({
    password: !takesNoPasswords(config),
    oidc: oidc && {
      label: oidc.settings.label,
      start: oidc.start,
      available: (await oidc.provider.trouble()) === null,
    },
  }))
}
