import Type, { type Static } from 'typebox'
import { KeepKeys, NewPassword, Role, UserSource } from './auth.ts'

const only = { additionalProperties: false }

export const Username = Type.String({
  maxLength: 128,
  pattern: '^ *[A-Za-z0-9][A-Za-z0-9._@-]{0,63} *$',
  description:
    'Letters, digits and . _ @ -, at most 64. One whatever its case: where there is `ada`, there is no `Ada`. Blanks around it are taken off',
})

/** What a name is known by, however it is written: in any case, with blanks around it, in letters of another width. */
export function nameKey(username: string): string {
  return username.normalize('NFKC').trim().toLowerCase()
}

export const User = Type.Object(
  {
    id: Type.String(),
    username: Type.String(),
    role: Role,
    source: UserSource,
    disabled: Type.Boolean(),
    createdAt: Type.String({ format: 'date-time' }),
  },
  {
    $id: 'User',
    examples: [
      {
        id: '019b7c1e-5a00-7000-8000-0123456789ab',
        username: 'ada',
        role: 'operator',
        source: 'local',
        disabled: false,
        createdAt: '2026-01-02T03:04:05.000Z',
      },
    ],
  },
)
export type User = Static<typeof User>

export const NewUser = Type.Object(
  { username: Username, password: NewPassword, role: Role },
  {
    $id: 'NewUser',
    ...only,
    examples: [{ username: 'ada', password: 'correct horse battery staple', role: 'operator' }],
  },
)
export type NewUser = Static<typeof NewUser>

/** What an administrator may change. Users are disabled, never deleted: runs refer to them. */
export const UserChange = Type.Object(
  {
    role: Type.Optional(Role),
    password: Type.Optional(NewPassword),
    keepKeys: Type.Optional(KeepKeys),
    disabled: Type.Optional(
      Type.Boolean({
        description: 'Ends their API keys for good: whoever is enabled again makes new ones',
      }),
    ),
  },
  { $id: 'UserChange', ...only, minProperties: 1, examples: [{ role: 'viewer' }, { disabled: true }] },
)
export type UserChange = Static<typeof UserChange>
