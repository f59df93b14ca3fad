import { createClient } from '@syndicate/client'
import { afterAll, expect, test } from 'vitest'
import { developer } from '../../acceptance/client.ts'
import { startSystem } from '../../acceptance/system.ts'
import { installed, startNginx } from '../../proxies/start-proxy.ts'
import { openBrowser } from '../harness/browser.ts'
import { booksOn, expectNoTroubles, expectSeen, goTo, signIn, startRun } from './console-page.ts'

test.skipIf(!installed.nginx)(
  'all of it works below a path of a host that has other things too',
  { timeout: 90_000 },
  async () => {
    const system = await startSystem({ workers: 1, env: { PUBLIC_URL: 'https://example.org/etl' } })
    const nginx = await startNginx({
      gateways: [system.url],
      tls: false,
      changes: { 'location / {': 'location /etl/ {' },
    })
    const browser = await openBrowser()
    afterAll(async () => {
      await browser.close()
      await nginx.stop()
      await system.stop()
    })
    const here = `http://127.0.0.1:${nginx.port}/etl`
    const tab = await browser.page()
    const { page } = tab
    /** What was asked for and is not below the path. */
    const strays: string[] = []
    page.context().on('request', (request) => {
      if (request.url().startsWith('http') && !request.url().startsWith(`${here}/`)) strays.push(request.url())
    })

    await signIn(page, `${here}/`)
    await startRun(page, 'records', '[{"a":1},{"a":2}]', 'below')
    expect(await booksOn(page)).toMatchObject({ loaded: '2' })
    expect(new URL(page.url()).pathname).toMatch(/^\/etl\/runs\//)
    await page.reload()
    await expectSeen(page.getByRole('heading', { name: 'Run of records' }))
    for (const name of ['Quarantine', 'Datasets', 'Pipelines', 'Alerts', 'Keys', 'Users', 'Audit trail'])
      await goTo(page, name)
    await page.goBack()
    await expectSeen(page.getByRole('heading', { level: 1, name: 'Users' }))
    await page.keyboard.press('g')
    await page.keyboard.press('d')
    await page.getByRole('link', { name: 'below', exact: true }).click()
    await expectSeen(page.getByRole('heading', { level: 1, name: 'below' }))
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: /NDJSON/ }).click()
    expect(new URL((await download).url()).pathname).toBe('/etl/api/registry/below/records')

    // A filter is part of the address.
    await goTo(page, 'Runs')
    await page.getByLabel('Search runs').fill('nothing such')
    await expect.poll(() => page.url()).toContain('/etl/?q=')
    await page.goto(`${here}/nowhere`)
    await page.getByRole('link', { name: 'To the runs' }).click()
    await expectSeen(page.getByRole('heading', { level: 1, name: 'Runs' }))

    await goTo(page, 'Live')
    await expectSeen(page.locator('.connection.open'))
    const program = createClient({ url: here })
    await program.login(developer.username, developer.password)
    const { runId } = await program.start({ dataType: 'JSON', payload: { a: 3 } })
    expect(await program.run(runId).ended()).toMatchObject({ state: 'published' })
    program.close()
    const runs = page.locator('.figures > div').filter({ hasText: 'runs in the last minute' }).locator('dd')
    await expect.poll(() => runs.textContent(), { timeout: 20_000 }).toMatch(/[1-9]/)

    for (const [name, heading] of [
      ['API reference', 'Syndicate'],
      ['Queue board', 'Syndicate queues'],
    ] as const) {
      const opened = page.waitForEvent('popup')
      await page.getByRole('link', { name: `${name} (opens a new tab)` }).click()
      const popup = await opened
      await expectSeen(popup.getByText(heading))
      if (name === 'Queue board') await expectSeen(popup.getByText('extract').first())
      else await expectSeen(popup.getByText('/api/etl/start'))
      await popup.close()
    }
    const cookies = await page.context().cookies(here)
    expect(cookies.map(({ path }) => path)).toEqual(cookies.map(() => expect.stringMatching(/^\/etl/)))
    await page.getByRole('button', { name: 'Sign out' }).click()
    await expectSeen(page.getByRole('button', { name: 'Sign in' }))
    expect(strays).toEqual([])
    expectNoTroubles(tab, [401, 404])
  },
)
