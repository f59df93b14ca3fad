import { freePort } from '@syndicate/stack'
import type { Page } from 'playwright-core'
import { afterAll, expect } from 'vitest'
import { clientSecret, startIdentityProvider } from '../../../apps/gateway/tests/identity-provider.ts'
import { startSystemInBrowser } from '../harness/system-in-browser.ts'
import { expectSeen } from './console-page.ts'

const port = await freePort()
const publicUrl = `http://127.0.0.1:${port}`
// Another site, as providers are: what comes along from there is what browsers let.
const idp = await startIdentityProvider('localhost')
idp.open(publicUrl)
afterAll(() => idp[Symbol.asyncDispose]())
idp.people['s-ada'] = { preferred_username: 'ada', groups: ['staff'] }
idp.people['s-eve'] = { preferred_username: 'eve', groups: ['elsewhere'] }

const settings = {
  issuer: idp.issuer,
  clientId: 'syndicate',
  label: 'Company account',
  scopes: ['openid', 'profile', 'groups'],
  roleClaim: 'groups',
  roles: { staff: 'operator' },
  signOutAtProvider: true,
}
const { system, test } = await startSystemInBrowser({
  workers: 0,
  config: { auth: `oidc: ${JSON.stringify(settings)}` },
  env: { PORT: String(port), PUBLIC_URL: publicUrl, OIDC_CLIENT_SECRET: clientSecret },
})

async function goAs(page: Page, who: string): Promise<void> {
  await page.getByRole('link', { name: 'Sign in with Company account' }).click()
  await page.getByLabel('Who').fill(who)
  await page.getByRole('button', { name: 'Go' }).click()
}

/** For whoever wants to see it: `PICTURES=/tmp/pictures`. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['PICTURES']
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` })
}

test('somebody signs in at the provider, goes on where they were, and signs out there too', async ({ page }) => {
  await page.goto(`${publicUrl}/pipelines`)
  await expectSeen(page.getByLabel('Password'))
  await picture(page, 'both-light')
  await goAs(page, 's-ada')
  await expectSeen(page.getByRole('heading', { level: 1, name: 'Pipelines' }))
  await page.reload()
  await expectSeen(page.getByRole('heading', { level: 1, name: 'Pipelines' }))

  await page.goto(`${publicUrl}/account`)
  await expectSeen(page.getByText('at the identity provider'))
  expect(await page.getByText('Change your password').count()).toBe(0)
  await picture(page, 'account')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Yes, sign me out' }).click()
  await expectSeen(page.getByRole('heading', { name: 'Sign in' }))
  expect(page.url()).toBe(`${publicUrl}/`)
  // The provider asks again who it is.
  await page.getByRole('link', { name: 'Sign in with Company account' }).click()
  await expectSeen(page.getByLabel('Who'))
})

test('who has no role here is told so, and may sign in otherwise', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.goto(`${publicUrl}/runs`)
  await goAs(page, 's-eve')
  await expectSeen(page.getByText('gives you no role here'))
  await expectSeen(page.getByLabel('Password'))
  await picture(page, 'refused-dark')
})

test('where passwords are not taken there is the button alone; a provider that is away is no secret', async ({
  page,
}) => {
  const alone = { ...settings, localUsers: false, issuer: 'http://127.0.0.1:9' }
  const url = await system.startGateway({ auth: `oidc: ${JSON.stringify(alone)}` }, { PORT: '0' })
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.goto(url)
  await expectSeen(page.getByText('Company account does not answer'))
  await expectSeen(page.getByRole('link', { name: 'Sign in with Company account' }))
  expect(await page.getByLabel('Password').count()).toBe(0)
  await picture(page, 'alone-dark')
})
