import type { Role } from '@syndicate/contracts'

export const roleOptions: readonly (readonly [Role, string])[] = [
  ['viewer', 'viewer'],
  ['operator', 'operator'],
  ['admin', 'admin'],
]
