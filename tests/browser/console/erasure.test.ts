import type { AcceptedErasure } from '@syndicate/contracts'
import { expect } from 'vitest'
import { startSystemInBrowser } from '../harness/system-in-browser.ts'
import { expectNoTroubles, expectSeen, signIn } from './console-page.ts'

const { system, user, test } = await startSystemInBrowser({ workers: 1 })
test.afterEach(({ tab }) => expectNoTroubles(tab, [401, 404, 500]))

const ingest = (dataset: string, ...ids: number[]) =>
  user.ingest({ pipeline: 'records', format: 'ndjson', dataset }, ids.map((id) => `{"id":${id}}\n`).join(''))

test('records with a value are counted first, and then erased', async ({ page }) => {
  await ingest('people', 1, 5, 6)
  await signIn(page, `${system.url}/datasets/people`)
  await page.setViewportSize({ width: 375, height: 800 })
  await page.getByRole('button', { name: 'Erase records' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Field', { exact: true }).fill('idd')
  await expectSeen(dialog.getByText('No record has such a field now'))
  await dialog.getByLabel('Field', { exact: true }).fill('id')
  await dialog.getByLabel('Value').fill('5')
  await dialog.getByRole('button', { name: 'See what there is' }).click()
  await expectSeen(dialog.getByText('1 stored record in 1 version'))
  await expectSeen(dialog.getByText('1 input as a whole'))
  if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/erase.png` })
  expect(await user.records('people')).toHaveLength(3)
  await dialog.getByRole('button', { name: 'Erase for good' }).click()
  await expectSeen(dialog.getByText('with salt'))
  await expectSeen(page.getByRole('dialog', { name: 'Erased', exact: true }))
  await dialog.getByRole('button', { name: 'Done' }).click()
  expect(await user.records('people')).toEqual([{ id: 1 }, { id: 6 }])
  await expectSeen(page.getByText('2 records in'))
})

test('a dataset is truncated and deleted by who types its name', async ({ page }) => {
  await ingest('typed', 1)
  await signIn(page, `${system.url}/datasets/typed`)
  await page.getByRole('button', { name: 'Truncate' }).click()
  const deed = (name: string) => page.getByRole('dialog').getByRole('button', { name })
  expect(await deed('Truncate').isDisabled()).toBe(true)
  await page.getByLabel('Type typed to go on').fill('typed')
  await deed('Truncate').click()
  await expectSeen(page.getByText('0 records in'))
  if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/dataset.png`, fullPage: true })
  await page.getByRole('button', { name: 'Delete the dataset' }).click()
  await page.getByLabel('Type typed to go on').fill('typed')
  await deed('Delete').click()
  await expectSeen(page.getByRole('heading', { name: 'Datasets' }))
  expect((await user.fetch('/api/registry/typed')).status).toBe(404)
})

test('a look goes on while runs are under way, and the salt is told whatever becomes of the asking', async ({
  page,
}) => {
  await ingest('waits', 1, 5)
  let posts = 0
  // As if a run into it were under way: what the server found then is asked for later.
  await page.route('**/erasures', async (route) => {
    posts += 1
    const response = await route.fetch()
    const asked = (await response.json()) as AcceptedErasure
    await route.fulfill({ response, json: { ...asked, state: 'running', records: 0, waitingFor: 2 } })
  })
  await signIn(page, `${system.url}/datasets/waits`)
  await page.getByRole('button', { name: 'Erase records' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Field', { exact: true }).fill('id')
  await dialog.getByLabel('Value').fill('5')
  await dialog.getByRole('button', { name: 'See what there is' }).click()
  await expectSeen(dialog.getByText('1 stored record in 1 version'))
  // It is done all the same, and nobody can say so.
  let isAway = true
  await page.route('**/erasures/*', (route) =>
    isAway ? route.fulfill({ status: 500, json: { code: 'internal', detail: 'Broken' } }) : route.continue(),
  )
  await dialog.getByRole('button', { name: 'Erase for good' }).click()
  await expectSeen(dialog.getByText('with salt'))
  await expectSeen(dialog.getByText('2 runs that came before have yet to end, and are looked at then.'))
  await expectSeen(dialog.getByText('How far it is cannot be told'))
  expect(await dialog.getByRole('button', { name: 'Erase for good' }).count()).toBe(0)
  isAway = false
  await expectSeen(page.getByRole('dialog', { name: 'Erased', exact: true }).getByText('1 stored record in 1 version'))
  expect(posts).toBe(2)
})
