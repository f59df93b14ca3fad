import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { changeUser } from './change-user.ts'
import { listUserSessions } from './list-user-sessions.ts'
import { listUsers } from './list-users.ts'
import { newUser } from './new-user.ts'

export function userRoutes(app: App, gateway: Gateway): void {
  listUsers(app, gateway)
  newUser(app, gateway)
  changeUser(app, gateway)
  listUserSessions(app, gateway)
}
