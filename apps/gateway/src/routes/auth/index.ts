import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { beginOidc } from './begin-oidc.ts'
import { changePassword } from './change-password.ts'
import { endSession } from './end-session.ts'
import { finishOidc } from './finish-oidc.ts'
import { listSessions } from './list-sessions.ts'
import { listSignInMethods } from './list-sign-in-methods.ts'
import { login } from './login.ts'
import { logout } from './logout.ts'
import { logoutEverywhere } from './logout-everywhere.ts'
import { showSession } from './show-session.ts'

export function openAuthRoutes(app: App, gateway: Gateway): void {
  login(app, gateway)
  listSignInMethods(app, gateway)
  beginOidc(app, gateway)
  finishOidc(app, gateway)
}

export function authRoutes(app: App, gateway: Gateway): void {
  showSession(app, gateway)
  logout(app, gateway)
  logoutEverywhere(app, gateway)
  listSessions(app, gateway)
  endSession(app, gateway)
  changePassword(app, gateway)
}
