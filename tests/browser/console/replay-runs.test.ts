import type { AcceptedRun } from '@syndicate/contracts'
import { expect } from 'vitest'
import { startSystemInBrowser } from '../harness/system-in-browser.ts'
import { expectNoTroubles, expectSeen, signIn } from './console-page.ts'

const { system, user, test } = await startSystemInBrowser({ workers: 0 })
test.afterEach(({ tab }) => expectNoTroubles(tab))

async function cancelled(dataset: string, n: number): Promise<void> {
  const answer = await user.upload({ pipeline: 'records', format: 'ndjson', dataset }, `{"n":${n}}\n`)
  const { runId } = (await answer.json()) as AcceptedRun
  await user.post(`/api/runs/${runId}/cancel`)
}

test('who may only look has nothing to tick', async ({ page }) => {
  await cancelled('seen', 1)
  const viewer = { username: 'vera', password: 'tired zebra charger paperclip' }
  await user.post('/api/users', { ...viewer, role: 'viewer' })
  await signIn(page, `${system.url}/?state=cancelled&dataset=seen`, viewer)
  await expectSeen(page.getByRole('row', { name: /seen/ }))
  expect(await page.getByRole('main').getByRole('checkbox').count()).toBe(0)
  expect(await page.getByRole('button', { name: /Replay/ }).count()).toBe(0)
})

test(
  'runs are replayed that are ticked, and all that match a filter, as many as there are',
  { timeout: 60_000 },
  async ({ page }) => {
    await Promise.all(Array.from({ length: 32 }, (_, n) => cancelled('many', n)))
    await signIn(page, `${system.url}/?state=cancelled&dataset=many`)
    const ticks = page.getByRole('checkbox', { name: /^Tick run/ })
    await expect.poll(() => ticks.count(), { timeout: 10_000 }).toBe(30)
    await ticks.nth(0).check()
    await ticks.nth(1).check()
    const dialog = page.getByRole('dialog')
    await page.getByRole('button', { name: 'Replay 2 ticked runs' }).click()
    await expectSeen(dialog.getByText('2 runs of 2 can be replayed'))
    await dialog.getByRole('button', { name: 'Replay 2 runs' }).click()
    await expectSeen(dialog.getByText('2 runs on the way again'))
    await dialog.getByRole('button', { name: 'Done' }).click()

    await page.getByRole('button', { name: 'Replay all that match' }).click()
    await expectSeen(dialog.getByText('30 runs of 32 can be replayed'))
    await expectSeen(dialog.getByText('2 runs left: run again since.'))
    await dialog.getByRole('button', { name: 'Replay 30 runs' }).click()
    await expectSeen(dialog.getByText('30 runs on the way again'))
    await dialog.getByRole('button', { name: 'Done' }).click()
    await system.startWorker()
    await expect.poll(async () => (await user.records('many')).length, { timeout: 20_000 }).toBe(32)
  },
)

test('runs that want attention are marked as dealt with, and that is taken back', async ({ page }) => {
  await cancelled('dealt', 1)
  const into = { pipeline: 'records', format: 'ndjson', dataset: 'dealt' }
  const [{ runId }] = await Promise.all([user.ingest(into, '{"n":1}\n{"n":\n'), user.ingest(into, '{"n":2}\n')])
  await signIn(page, `${system.url}/?dataset=dealt&dealtWith=false`)
  const ticks = page.getByRole('checkbox', { name: /^Tick run/ })
  await expect.poll(() => ticks.count(), { timeout: 10_000 }).toBe(1)
  await ticks.check()
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Mark as dealt with' }).click()
  await dialog.getByRole('button', { name: 'Mark as dealt with' }).click()
  await expectSeen(page.getByText('No run is like that'))
  await page.getByLabel('Attention').selectOption('true')
  await expectSeen(page.getByRole('row', { name: /dealt with/ }))
  await page.getByRole('link', { name: runId.slice(-12) }).click()
  await expectSeen(page.getByText(/dealt with .* by trader1/))
  await page.goBack()
  await page.getByRole('button', { name: 'Want attention again: all that match' }).click()
  await dialog.getByRole('button', { name: 'Want attention again' }).click()
  await expectSeen(page.getByText('No run is like that'))
  expect((await user.get<{ runs: unknown[] }>('/api/runs?dataset=dealt&dealtWith=false')).runs).toHaveLength(1)
})
