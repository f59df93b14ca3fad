import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { login } from './login.ts'
import { logout } from './logout.ts'
import { showSession } from './show-session.ts'

export function openAuthRoutes(app: App, gateway: Gateway): void {
  login(app, gateway)
}

export function authRoutes(app: App, gateway: Gateway): void {
  showSession(app, gateway)
  logout(app, gateway)
}
