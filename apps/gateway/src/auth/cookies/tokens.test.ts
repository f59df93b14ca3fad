import { createHmac } from 'node:crypto'
import cookie from '@fastify/cookie'
import { ProblemError } from '@syndicate/contracts'
import Fastify from 'fastify'
import { describe, expect, test } from 'vitest'
import type { App } from '../../app-type.ts'
import { createTokens } from './tokens.ts'

const secret = 'a secret for these tests, long enough to be taken'
const next = 'the secret after it, which is as long as that one'
const pem =
  '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n'

interface Claims {
  sub: string
  sid: string
  exp: number
}

/** Tokens as a gateway of these secrets signs them, and reads them from the cookie of a request. */
async function tokensOf(...secrets: [string, ...string[]]) {
  const app = Fastify() as unknown as App
  await app.register(cookie)
  const kind = { name: 'session', cookieName: 'gsession', claims: ['sub', 'sid'] } as const
  const { sign, read } = createTokens<Claims>(app, kind, secrets)
  app.setErrorHandler((error) => ({ refused: error instanceof ProblemError ? error.code : String(error) }))
  app.get('/', read)
  await app.ready()
  return {
    sign,
    async read(token: string | undefined): Promise<Partial<Claims> & { refused?: string }> {
      const headers = token === undefined ? {} : { cookie: `gsession=${token}` }
      return (await app.inject({ url: '/', headers })).json()
    },
  }
}

const tokens = await tokensOf(secret)
const now = Math.floor(Date.now() / 1000)
const good = tokens.sign({ sub: 'u', sid: 's', exp: now + 600 })
const [goodHeader, goodClaims] = good.split('.', 2).map(read) as [Record<string, unknown>, Record<string, unknown>]

function read(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
}

function made(header: object, claims: object, key: string | Buffer = secret, hash = 'sha256'): string {
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${text}.${createHmac(hash, key).update(text).digest('base64url')}`
}

const headed = (changes: object, key?: string, hash?: string) =>
  made({ ...goodHeader, ...changes }, goodClaims, key, hash)
const claiming = (changes: object) => made(goodHeader, { ...goodClaims, ...changes })
const unsigned = (changes: object) => headed(changes).replace(/[^.]+$/, '')

test('one that is made the same way is taken, so that it is the changes below that are refused', async () => {
  expect(await tokens.read(made(goodHeader, goodClaims))).toMatchObject({ sub: 'u', sid: 's', exp: now + 600 })
  expect(goodHeader).toEqual({ alg: 'HS256', typ: 'session+jwt', kid: expect.stringMatching(/^[\w-]{8}$/) })
  expect(goodClaims).toMatchObject({ iss: 'syndicate', aud: 'syndicate', iat: expect.any(Number) })
})

describe('refused is a token', () => {
  test.each<[string, string | undefined]>([
    ['that is not there', undefined],
    ['that is empty', ''],
    ['that is none', 'nonsense'],
    ['of two parts', good.split('.').slice(0, 2).join('.')],
    ['of four parts', `${good}.x`],
    ['without its signature', unsigned({})],
    ...['none', 'None', 'NONE', 'nOnE', ''].flatMap((alg): [string, string][] => [
      [`of the algorithm ${alg}, unsigned`, unsigned({ alg })],
      [`of the algorithm ${alg}, signed`, headed({ alg })],
    ]),
    ['without an algorithm', headed({ alg: undefined })],
    ['of HS384', headed({ alg: 'HS384' }, secret, 'sha384')],
    ['of HS512', headed({ alg: 'HS512' }, secret, 'sha512')],
    ...['RS256', 'ES256', 'PS256', 'EdDSA'].map((alg): [string, string] => [`that says ${alg}`, headed({ alg })]),
    ['signed with nothing', headed({}, '')],
    ['signed with another secret', headed({}, next)],
    ['signed with a public key', headed({}, pem)],
    ['signed with a public key in other clothes', headed({}, `\n${pem.trim()}`)],
    ['signed with its own kid', headed({}, String(goodHeader['kid']))],
    ['without a kid', headed({ kid: undefined })],
    ['of another kid', headed({ kid: 'AAAAAAAA' })],
    ['whose kid is a path', headed({ kid: '../../../../dev/null' }, '')],
    ['whose kid is SQL', headed({ kid: "' OR 1=1--" })],
    ['whose kid is every object’s', headed({ kid: '__proto__' })],
    ['whose kid is no text', headed({ kid: { toString: 'x' } })],
    ['whose kid is very long', headed({ kid: 'k'.repeat(10_000) })],
    [
      'that brings its key',
      headed({ kid: undefined, jwk: { kty: 'oct', k: Buffer.from(next).toString('base64url') } }, next),
    ],
    [
      'that says where its key is',
      headed({ kid: undefined, jku: 'http://127.0.0.1/k', x5u: 'http://127.0.0.1/k' }, next),
    ],
    ['with something critical', headed({ crit: ['b64'], b64: false })],
    ['of another type', headed({ typ: 'device+jwt' })],
    ['of no type', headed({ typ: undefined })],
    ['that is over', claiming({ exp: now - 1 })],
    ['without an end', claiming({ exp: undefined })],
    ['whose end is text', claiming({ exp: String(now + 600) })],
    ['not good yet', claiming({ nbf: now + 600 })],
    ['without a beginning', claiming({ iat: undefined })],
    ['of another issuer', claiming({ iss: 'x' })],
    ['of no issuer', claiming({ iss: undefined })],
    ['for others', claiming({ aud: 'x' })],
    ['for nobody', claiming({ aud: undefined })],
    ['of nobody', claiming({ sub: undefined })],
    ['of no session', claiming({ sid: undefined })],
  ])('%s', async (_what, token) => {
    expect(await tokens.read(token)).toEqual({ refused: 'not-authenticated' })
  })
})

describe('a secret that is replaced', () => {
  test('verifies as long as it is named, while the new one signs', async () => {
    const during = await tokensOf(next, secret)
    expect(await during.read(good)).toMatchObject({ sid: 's' })
    const renewed = during.sign({ sub: 'u', sid: 's', exp: now + 600 })
    const after = await tokensOf(next)
    expect(await after.read(renewed)).toMatchObject({ sid: 's' })
    expect(await tokens.read(renewed)).toEqual({ refused: 'not-authenticated' })
    expect(await after.read(good)).toEqual({ refused: 'not-authenticated' })
  })

  test('verifies under its own kid alone', async () => {
    const during = await tokensOf(next, secret)
    const [kidOfNext] = during
      .sign({ sub: 'u', sid: 's', exp: now + 600 })
      .split('.', 1)
      .map(read)
    expect(await during.read(headed({ kid: kidOfNext!['kid'] }))).toEqual({ refused: 'not-authenticated' })
  })
})
