import { roles } from '@syndicate/contracts'
import Type, { type Static } from 'typebox'

const only = { additionalProperties: false }

/** A claim, or one inside another: `realm_access.roles`. */
const claim = (more: object) =>
  Type.String({
    pattern: '^[^.\\s]+(\\.[^.\\s]+)*$',
    maxLength: 200,
    description: 'the name of a claim such as groups, or a path such as realm_access.roles',
    ...more,
  })

const Role = Type.Enum(roles)

/** `api.auth.oidc`: signing in at a provider of OpenID Connect. */
export const OidcSection = Type.Object(
  {
    issuer: Type.String({
      pattern: '^https?://[^\\s?#@]+$',
      description: 'the address of a provider such as https://id.example.org/realms/main',
    }),
    clientId: Type.String({ minLength: 1, maxLength: 500 }),
    scopes: Type.Array(Type.String({ pattern: '^[!#-\\[\\]-~]+$', maxLength: 200 }), {
      default: ['openid', 'profile', 'email'],
      maxItems: 50,
      description: 'a list of scopes',
    }),
    label: Type.String({ minLength: 1, maxLength: 60, default: 'single sign-on' }),
    nameClaim: claim({ default: 'preferred_username' }),
    roleClaim: Type.Optional(claim({})),
    roles: Type.Record(Type.String(), Role, {
      default: {},
      description: `a mapping of a value of the role claim to ${roles.join(', ')}`,
    }),
    defaultRole: Type.Optional(Role),
    allowedDomains: Type.Array(
      Type.String({
        pattern: '^[a-z0-9-]+(\\.[a-z0-9-]+)+$',
        description: 'a domain such as example.org, in lower case',
      }),
      { default: [] },
    ),
    localUsers: Type.Boolean({ default: true }),
    signOutAtProvider: Type.Boolean({ default: false }),
  },
  { ...only, description: 'the settings of a provider: issuer, clientId, …' },
)
export type OidcSection = Static<typeof OidcSection>
