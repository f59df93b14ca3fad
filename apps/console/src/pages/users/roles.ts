import type { Role } from '@syndicate/contracts'
import { roles } from '@syndicate/contracts/words'

/** The least of them first. */
export const roleOptions: readonly (readonly [Role, string])[] = roles.toReversed().map((role) => [role, role])
