import { expect } from 'vitest'
import { startSystemInBrowser } from '../harness/system-in-browser.ts'
import { expectNoTroubles, expectSeen, signIn } from './console-page.ts'

const { system, user, test } = await startSystemInBrowser({ workers: 1 })
test.afterEach(({ tab }) => expectNoTroubles(tab))

const ingest = (dataset: string, ...ids: number[]) =>
  user.ingest({ pipeline: 'records', format: 'ndjson', dataset }, ids.map((id) => `{"id":${id}}\n`).join(''))

test('records with a value are counted first, and then erased', async ({ page }) => {
  await ingest('people', 1, 5, 6)
  await signIn(page, `${system.url}/datasets/people`)
  await page.setViewportSize({ width: 375, height: 800 })
  await page.getByRole('button', { name: 'Erase records' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Field', { exact: true }).fill('id')
  await dialog.getByLabel('Value').fill('5')
  await dialog.getByRole('button', { name: 'See what there is' }).click()
  await expectSeen(dialog.getByText('1 stored record in 1 version'))
  await expectSeen(dialog.getByText('1 input as a whole'))
  if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/erase.png` })
  expect(await user.records('people')).toHaveLength(3)
  await dialog.getByRole('button', { name: 'Erase for good' }).click()
  await expectSeen(dialog.getByText('with salt'))
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
