import { describe, expect, it } from 'vitest'
import { minimal, problemsOf, read, strong } from './testing/read-text.ts'

const withOidc = (oidc: string) => minimal.replace('api:\n', `api:\n  auth:\n    oidc: ${oidc}\n`)
const provider = 'issuer: https://id.example.org/realms/main, clientId: syndicate'
const production = { NODE_ENV: 'production', JWT_SECRET: strong, PUBLIC_URL: 'https://etl.example.org/' }

describe('of signing in at a provider, the configuration says', () => {
  it('who it is and what its claims mean here, complete with defaults', () => {
    const text = withOidc(`{ ${provider}, roleClaim: realm_access.roles, roles: { etl-admin: admin } }`)
    expect(read(text, { ...production, OIDC_CLIENT_SECRET: 'from the provider' }).api.auth.oidc).toEqual({
      issuer: 'https://id.example.org/realms/main',
      clientId: 'syndicate',
      clientSecret: 'from the provider',
      publicUrl: 'https://etl.example.org',
      scopes: ['openid', 'profile', 'email'],
      label: 'single sign-on',
      nameClaim: 'preferred_username',
      roleClaim: 'realm_access.roles',
      roles: { 'etl-admin': 'admin' },
      allowedDomains: [],
      localUsers: true,
      signOutAtProvider: false,
    })
  })

  it('nothing, where people have passwords alone; a public client has no secret', () => {
    expect(read(minimal).api.auth).not.toHaveProperty('oidc')
    expect(read(withOidc(`{ ${provider}, defaultRole: viewer }`)).api.auth.oidc).not.toHaveProperty('clientSecret')
    expect(problemsOf(minimal, { OIDC_CLIENT_SECRET: 'a secret nobody is shown' })).toEqual([
      'environment OIDC_CLIENT_SECRET: expected nothing without api.auth.oidc in syndicate.yaml, got a secret',
    ])
  })

  it.each([
    ['nobody could sign in', `{ ${provider} }`, /oidc\.defaultRole: .*got neither, so nobody could sign in/],
    ['values come from nowhere', `{ ${provider}, roles: { a: admin } }`, /oidc\.roles: .*got no roleClaim/],
    [
      'a claim means nothing',
      `{ ${provider}, roleClaim: groups, defaultRole: viewer }`,
      /oidc\.roleClaim: .*got no roles/,
    ],
    ['a role is none of ours', `{ ${provider}, defaultRole: owner }`, /oidc\.defaultRole: .*owner/],
    [
      'it is more than the issuer',
      `{ issuer: https://a.example/.well-known/openid-configuration, clientId: s, defaultRole: viewer }`,
      /oidc\.issuer: expected the issuer alone/,
    ],
    [
      'it lets everybody in',
      `{ issuer: https://login.microsoftonline.com/common/v2.0, clientId: s, defaultRole: viewer }`,
      /oidc\.issuer: .*every tenant/,
    ],
    ['it is no OpenID', `{ ${provider}, defaultRole: viewer, scopes: [email] }`, /oidc\.scopes: expected openid among/],
    ['it has a member nobody knows', `{ ${provider}, defaultRole: viewer, secret: x }`, /oidc/],
    [
      'its way is open to others',
      '{ issuer: "http://id.example.org", clientId: s, defaultRole: viewer }',
      /oidc\.issuer: .*got http/,
    ],
  ])('what is refused with its place: %s', (_what, oidc, said) => {
    const [problem, ...more] = problemsOf(withOidc(oidc), production)
    expect(problem).toMatch(said)
    expect(problem).toMatch(/^syndicate\.yaml:\d+/)
    expect(more).toEqual([])
  })

  it('where people come back to: production says so, a machine of one’s own knows', () => {
    const text = withOidc('{ issuer: "http://127.0.0.1:9000", clientId: s, defaultRole: viewer }')
    expect(read(text, { PORT: '4000' }).api.auth.oidc?.publicUrl).toBe('http://127.0.0.1:4000')
    expect(problemsOf(text, { ...production, PUBLIC_URL: '' })).toEqual([
      expect.stringMatching(/^environment PUBLIC_URL: expected where people find the console/),
    ])
  })
})
