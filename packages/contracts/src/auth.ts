import Type, { type Static } from 'typebox'
import { roles, userSources } from './words.ts'

export const Role = Type.Enum(roles)
export type Role = Static<typeof Role>

export const UserSource = Type.Enum(userSources, {
  description: 'Signs in with a password that is kept here, or at a provider of OpenID Connect (`oidc`)',
})
export type UserSource = Static<typeof UserSource>

export const minPasswordLength = 8
/** In UTF-8: whoever sends more is refused before anything is hashed. */
export const maxPasswordBytes = 1024

const only = { additionalProperties: false }
const Time = Type.String({ format: 'date-time' })

/** A password as it is tried: what is too short for a new one may be an old one. */
const TriedPassword = Type.String({ minLength: 1, maxLength: maxPasswordBytes, writeOnly: true })

export const NewPassword = Type.String({
  minLength: minPasswordLength,
  maxLength: maxPasswordBytes,
  writeOnly: true,
  description: `At least ${minPasswordLength} characters, at most ${maxPasswordBytes} bytes, and none of the common ones. Taken as it is`,
})

export const KeepKeys = Type.Boolean({
  description: 'With a new password: the API keys made under the old one go on',
})

export const LoginRequest = Type.Object(
  { username: Type.String({ pattern: '^[^\\u0000-\\u001f]{1,128}$' }), password: TriedPassword },
  { $id: 'LoginRequest', ...only, examples: [{ username: 'ada', password: 'correct horse battery staple' }] },
)
export type LoginRequest = Static<typeof LoginRequest>

/** A session as it may look. */
const aSession = {
  userId: '019b7c1e-5a00-7000-8000-0123456789ac',
  username: 'ada',
  role: 'operator',
  source: 'local',
  expiresAt: '2026-01-02T04:04:05.000Z',
  csrf: '0f3a…',
}

export const SessionInfo = Type.Object(
  {
    userId: Type.String(),
    username: Type.String(),
    role: Role,
    source: UserSource,
    expiresAt: Time,
    csrf: Type.String({ description: 'Send it back as X-CSRF-Token with every change' }),
  },
  {
    $id: 'SessionInfo',
    examples: [aSession],
  },
)
export type SessionInfo = Static<typeof SessionInfo>

/** Who signed in need not ask who they are. */
export const LoginAnswer = Type.Object(
  { ...SessionInfo.properties, message: Type.String() },
  {
    $id: 'LoginAnswer',
    examples: [{ ...aSession, message: 'Welcome, ada' }],
  },
)

/** How people may sign in here, for whoever asks them to. */
export const SignInMethods = Type.Object(
  {
    password: Type.Boolean({ description: 'With name and password' }),
    oidc: Type.Union(
      [
        Type.Object({
          label: Type.String({ description: 'What people call the provider' }),
          start: Type.String({ description: 'Where a browser goes to sign in there; takes `returnTo`' }),
          available: Type.Boolean({ description: 'Whether the provider answers' }),
        }),
        Type.Null(),
      ],
      { description: 'At a provider of OpenID Connect, where one is set up' },
    ),
  },
  {
    $id: 'SignInMethods',
    examples: [
      {
        password: true,
        oidc: { label: 'Company account', start: 'https://etl.example.org/api/auth/oidc', available: true },
      },
    ],
  },
)
export type SignInMethods = Static<typeof SignInMethods>

export const ProviderSignOut = Type.Object(
  { signOutAt: Type.String({ description: 'Where a browser goes to sign out at the provider as well' }) },
  {
    $id: 'ProviderSignOut',
    examples: [{ signOutAt: 'https://id.example.org/session/end?id_token_hint=eyJ…' }],
  },
)

export const PasswordChange = Type.Object(
  { currentPassword: TriedPassword, newPassword: NewPassword, keepKeys: Type.Optional(KeepKeys) },
  {
    $id: 'PasswordChange',
    ...only,
    examples: [{ currentPassword: 'correct horse battery staple', newPassword: 'tired zebra charger paperclip' }],
  },
)
export type PasswordChange = Static<typeof PasswordChange>

/** A session as its user sees it in a list. */
export const SessionEntry = Type.Object(
  {
    id: Type.String(),
    current: Type.Boolean({ description: 'The one that asks' }),
    createdAt: Time,
    expiresAt: Time,
    address: Type.Union([Type.String(), Type.Null()], { description: 'Where it was opened from' }),
    userAgent: Type.Union([Type.String(), Type.Null()], { description: 'What it was opened with' }),
  },
  {
    $id: 'SessionEntry',
    examples: [
      {
        id: 'q1tVgJ0LmXx0Pz4iE8sM2w',
        current: true,
        createdAt: '2026-01-02T03:04:05.000Z',
        expiresAt: '2026-01-02T04:04:05.000Z',
        address: '192.0.2.7',
        userAgent: 'Mozilla/5.0',
      },
    ],
  },
)
export type SessionEntry = Static<typeof SessionEntry>
