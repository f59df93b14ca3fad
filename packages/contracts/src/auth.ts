import Type, { type Static } from 'typebox'

export const Role = Type.Enum(['admin', 'operator', 'viewer'])
export type Role = Static<typeof Role>

export const LoginRequest = Type.Object(
  {
    username: Type.String({ minLength: 1, maxLength: 128, pattern: '^[^\\u0000]*$' }),
    password: Type.String({ minLength: 1, maxLength: 1024 }),
  },
  { $id: 'LoginRequest', additionalProperties: false },
)
export type LoginRequest = Static<typeof LoginRequest>

export const LoginAnswer = Type.Object(
  { userId: Type.String(), csrf: Type.String(), message: Type.String() },
  { $id: 'LoginAnswer' },
)

export const SessionInfo = Type.Object(
  {
    userId: Type.String(),
    username: Type.String(),
    role: Role,
    expiresAt: Type.String({ format: 'date-time' }),
    csrf: Type.String({ description: 'Send it back as X-CSRF-Token with every change' }),
  },
  { $id: 'SessionInfo' },
)
