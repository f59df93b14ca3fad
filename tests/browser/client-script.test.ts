import type { SessionInfo } from '@syndicate/contracts'
import type { Client, createClient, StreamItem } from '@syndicate/client'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { developer } from '../acceptance/client.ts'
import { startSystem } from '../acceptance/system.ts'
import { openBrowser, type TestPage } from './harness/browser.ts'
import { openGate } from './harness/gate.ts'

/** What the tests leave in a page. */
declare global {
  var syndicate: { createClient: typeof createClient }
  var client: Client
  var items: StreamItem[]
  var states: string[]
  var signedOut: number
}

const system = await startSystem({ workers: 1 })
const gate = await openGate(system.url)
const browser = await openBrowser()
afterAll(async () => {
  await browser.close()
  await gate.stop()
  await system.stop()
})

let tab: TestPage
beforeEach(async () => {
  tab = await browser.page()
})
afterEach(() => tab.close())

/** A page with a client that signed in. */
async function signIn(options: Parameters<typeof createClient>[0] = {}): Promise<SessionInfo> {
  await tab.page.goto(`${gate.url}/blank`)
  await tab.page.addScriptTag({
    type: 'module',
    content: "import * as syndicate from '/api/js/client.min.js'; Object.assign(globalThis, { syndicate })",
  })
  await tab.page.waitForFunction(() => 'syndicate' in globalThis)
  return tab.page.evaluate(
    async ({ options, username, password }) => {
      globalThis.client = syndicate.createClient(options)
      globalThis.states = []
      globalThis.signedOut = 0
      client.onConnection((state) => states.push(state))
      client.onSignedOut(() => signedOut++)
      return client.login(username, password)
    },
    { options, ...developer },
  )
}

test('signs in, starts a run and awaits its end', async () => {
  const session = await signIn()
  expect(session).toMatchObject({ username: developer.username })
  const run = await tab.page.evaluate(async () => {
    const { runId } = await client.start({ dataType: 'JSON', payload: [{ id: 1 }, { id: 2 }], dataset: 'from_page' })
    return client.run(runId).ended()
  })
  expect(run).toMatchObject({ state: 'published', counts: { in: 2, loaded: 2 } })
})
