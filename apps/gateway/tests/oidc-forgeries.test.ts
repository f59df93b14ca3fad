import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { codeOf } from './fixture.ts'
import {
  begunIn,
  callback,
  comeBack,
  isBack,
  isCallback,
  openGatewayAtProvider,
  publicUrl,
  start,
  type Browser,
  type GatewayAtProvider,
} from './oidc-fixture.ts'

let open: GatewayAtProvider
beforeAll(async () => {
  open = await openGatewayAtProvider()
  open.idp.people['s-eve'] = { preferred_username: 'eve', groups: ['staff'] }
})
afterAll(() => open[Symbol.asyncDispose]())
beforeEach(() => {
  open.idp.forge = null
})

const refusal = `${publicUrl}/?refused=sign-in-failed`

describe('what does not belong together is refused, and asks nothing of the provider:', () => {
  const came = (browser: Browser, url: string) => browser.follow(url, isBack)

  test.each<[string, (back: URL) => void]>([
    ['another state', (back) => back.searchParams.set('state', 'x'.repeat(43))],
    ['no state', (back) => back.searchParams.delete('state')],
    ['two codes', (back) => back.searchParams.append('code', 'another')],
    ['another issuer', (back) => back.searchParams.set('iss', 'https://evil.example')],
    ['no issuer, where it says it tells', (back) => back.searchParams.delete('iss')],
  ])('%s', async (_what, change) => {
    const browser = open.browserAt()
    const back = new URL(await comeBack(browser, 's-eve', isCallback))
    change(back)
    const { codesTaken } = open.idp
    expect(await came(browser, back.href)).toBe(refusal)
    expect([open.idp.codesTaken, browser.cookies(publicUrl).has('gsession')]).toEqual([codesTaken, false])
  })

  test('another browser, with a cookie of its own sign-in or none; a cookie that we did not sign', async () => {
    const back = await comeBack(open.browserAt(), 's-eve', isCallback)
    const another = open.browserAt()
    await another.ask(start)
    const forger = open.browserAt()
    const name = `goidc-${new URL(back).searchParams.get('state')!.slice(0, 8)}`
    forger.plant(callback, `${name}=eyJhbGciOiJub25lIn0.eyJzdGF0ZSI6IngifQ.`)
    for (const browser of [another, open.browserAt(), forger]) expect(await came(browser, back)).toBe(refusal)
  })
})

test('a code is good once, in this browser too', async () => {
  const browser = open.browserAt()
  const back = await comeBack(browser, 's-eve', isCallback)
  const [begun] = begunIn(browser)
  expect(await browser.follow(back, isBack)).toBe(`${publicUrl}/`)
  expect(await browser.follow(back, isBack)).toBe(refusal)
  browser.plant(callback, begun!)
  expect(await browser.follow(back, isBack)).toBe(refusal)
})

describe('an ID token', () => {
  /** One that is right, but for what is changed. */
  async function comeWith(changes: object, more: { header?: object; spoilt?: boolean } = {}): Promise<string> {
    const browser = open.browserAt()
    const nonce = new URL((await browser.ask(start)).headers.get('location')!)
    const back = new URL(callback)
    const { state, nonce: expected } = Object.fromEntries(nonce.searchParams)
    back.search = new URLSearchParams({ code: 'any', state: state!, iss: open.idp.issuer }).toString()
    const good = {
      iss: open.idp.issuer,
      sub: 's-x',
      aud: 'syndicate',
      nonce: expected,
      preferred_username: 'x',
      groups: ['staff'],
    }
    open.idp.forge = (now) => ({ claims: { ...good, iat: now, exp: now + 60, ...changes }, ...more })
    return browser.follow(back.href, isBack)
  }
  const hourAgo = Math.floor(Date.now() / 1000) - 3600

  test('that is right lets in', async () => expect(await comeWith({})).toBe(`${publicUrl}/`))

  test.each<[string, object, object?]>([
    ['for another audience', { aud: 'another' }],
    ['for several, of another party', { aud: ['syndicate', 'another'], azp: 'another' }],
    ['of another issuer', { iss: 'https://evil.example' }],
    ['with another nonce', { nonce: 'another' }],
    ['with no nonce', { nonce: undefined }],
    ['that is over', { iat: hourAgo, exp: hourAgo + 60 }],
    ['whose signature is of something else', {}, { spoilt: true }],
    ['by a key nobody knows', {}, { header: { kid: 'another' } }],
    ['that needs no signature', {}, { header: { alg: 'none' } }],
  ])('%s lets nobody in', async (_what, changes, more) => expect(await comeWith(changes, more)).toBe(refusal))
})

test('who fails often waits; who is made to come back from where they never went does not count', async () => {
  const browser = open.browserAt()
  const { search, searchParams } = new URL(await comeBack(browser, 's-eve', isCallback))
  const fail = async (cookie: string) => {
    const query = search.replace(`code=${searchParams.get('code')}`, 'error=access_denied')
    return codeOf(await fetch(`${open.gateway.url}/api/auth/oidc/callback${query}`, { headers: { cookie } }))
  }
  for (let tries = 0; tries < 32; tries += 1) expect(await fail('')).toBe('sign-in-failed')
  const [begun] = begunIn(browser)
  expect(await fail(begun!)).toBe('sign-in-failed')
  for (let tries = 0; tries < 31; tries += 1) await fail(begun!)
  expect(await fail(begun!)).toBe('too-many-requests')
})
