import { readFileSync } from 'node:fs'
import { expect, vi } from 'vitest'
import { startSystemInBrowser } from '../harness/system-in-browser.ts'
import { expectNoTroubles, expectSeen, signIn } from './console-page.ts'
import { editor, save } from './editor-page.ts'

const { system, user, test } = await startSystemInBrowser({ workers: 1 })
// A definition that is none, nothing to try, and a name that is taken.
test.afterEach(({ tab }) => expectNoTroubles(tab, [401, 400, 422, 409]))

const definition = { format: 'ndjson', steps: [{ cast: { n: 'number' } }] }

async function put(name: string, more: object = {}): Promise<void> {
  const answer = await user.post('/api/pipelines/apply', { pipelines: { [name]: { ...definition, ...more } } })
  expect(answer.status).toBe(200)
}

test('a pipeline is taken along as YAML, its fixtures run, and an earlier version comes back', async ({ page }) => {
  const fixtures = [{ name: 'one', input: '{"n":"1"}', expect: [{ n: 1 }] }]
  await put('kept', { fixtures })
  await put('kept', { fixtures, description: 'Worse' })
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await signIn(page, `${system.url}/pipelines/kept`)
  await page.getByRole('button', { name: 'Run the fixtures' }).click()
  await expectSeen(page.getByRole('row', { name: /one.*holds/ }))
  await page.getByText('As YAML').click()
  const text = (await page.getByRole('region', { name: 'Definition as YAML' }).textContent())!
  expect(text).toMatch(/^description: Worse\nformat: ndjson\nsteps:\n/)
  await page.getByRole('button', { name: 'Copy' }).click()
  await expectSeen(page.getByText('Copied'))
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(text)
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download kept.yaml' }).click()
  expect((await download).suggestedFilename()).toBe('kept.yaml')
  expect(readFileSync(await (await download).path(), 'utf8')).toBe(text)

  await page.getByRole('button', { name: 'Restore version 1' }).click()
  await expectSeen(page.getByRole('dialog').getByText('"Worse"'))
  await page.getByRole('button', { name: 'Save as version 3' }).click()
  await expectSeen(page.getByText('Version 1 is back, as version 3'))
  await expectSeen(page.getByRole('row', { name: /^3 now/ }))
  expect((await user.get('/api/pipelines/kept')).definition).not.toHaveProperty('description')
})

test('by what rows are told apart stands where the rest of a pipeline does, and in a preview', async ({ page }) => {
  await put('keyed', { mode: 'upsert', key: ['n', 'shop'], deleteWhen: 'has(record.gone)' })
  await signIn(page, `${system.url}/pipelines/keyed`)
  await expectSeen(page.getByText('updates rows by key in the dataset keyed'))
  await expectSeen(page.getByText('n, shop', { exact: true }))
  await expectSeen(page.getByText('the last row counts'))
  await expectSeen(page.getByText('has(record.gone)', { exact: true }))
  const run = await user.ingest({ pipeline: 'keyed', format: 'ndjson' }, '{"n":1,"shop":"a"}\n{"n":2,"shop":"a"}\n')
  await page.goto(`${system.url}/runs/${run.runId}`)
  await expectSeen(page.getByText('Rows of the dataset: 2 inserted, 0 updated, 0 deleted, 0 unchanged.'))
  await page.goto(`${system.url}/datasets/keyed`)
  await expectSeen(page.getByText('tells its rows apart by n, shop'))
  await page.goto(`${system.url}/pipelines/keyed`)
  await page.getByRole('link', { name: 'Edit' }).click()
  await page.getByRole('radio', { name: 'Text' }).check()
  await page.getByLabel('A sample of the input').fill('{"n":1,"shop":"a"}\n{"n":1,"shop":"a"}\n{"n":2}\n')
  await expectSeen(page.getByText('1 of 3 records would be stored'))
  await expectSeen(page.getByText('1 would be refused, 1 with the key of another (record 1).'))
  await expectSeen(page.getByText('refused: shop is missing, and it is part of the key'))
})

test('a pipeline is made of another, under a name that is free', async ({ page }) => {
  await put('model', { dataset: 'model-data' })
  await signIn(page, `${system.url}/pipelines/model`)
  await page.getByRole('link', { name: 'Duplicate' }).click()
  await page.getByLabel('Name', { exact: true }).fill('model')
  await save(page).click()
  await expectSeen(page.getByText('There is a pipeline model already'))
  await page.getByRole('button', { name: 'Leave it' }).click()
  await page.getByLabel('Name', { exact: true }).fill('copy')
  await save(page).click()
  await page.getByRole('button', { name: 'Save as version 1' }).click()
  await expectSeen(page.getByRole('heading', { level: 1, name: 'copy' }))
  const made = await user.get<{ definition: object }>('/api/pipelines/copy')
  expect(made.definition).toMatchObject({ steps: definition.steps })
  expect(made.definition).not.toHaveProperty('dataset')
  expect((await user.get('/api/pipelines/model')).version).toBe(1)
})

test('pages of pipelines show what others change, as they change it', async ({ page }) => {
  await put('watched', { description: 'As it was' })
  for (const path of ['/pipelines/watched', '/pipelines']) {
    if (path === '/pipelines') await page.goto(system.url + path)
    else await signIn(page, system.url + path)
    await expectSeen(page.getByText(/^(As it was|Changed .*)$/).first())
    let times = 0
    // Again, since the page may not have listened yet.
    const changed = async () => {
      const description = `Changed ${++times} while ${path} was shown`
      await put('watched', { description })
      await page.getByText(description).first().waitFor({ timeout: 2_000 })
    }
    await vi.waitFor(changed, { timeout: 30_000 })
  }
})

test('who only reads is shown no editor, and takes the YAML along', async ({ page }) => {
  const reader = { username: 'reader', password: 'correct horse battery staple' }
  expect((await user.post('/api/users', { ...reader, role: 'viewer' })).status).toBe(201)
  await put('read-only')
  await signIn(page, `${system.url}/pipelines/read-only`, reader)
  await page.getByText('As YAML').click()
  await expectSeen(page.getByRole('link', { name: 'Download read-only.yaml' }))
  expect(await page.getByRole('link', { name: /Edit|Duplicate/ }).count()).toBe(0)
  for (const path of ['/pipelines/read-only/edit', '/new/pipeline']) {
    await page.goto(system.url + path)
    await expectSeen(page.getByText('Your role does not allow this'))
    expect(await editor(page).count()).toBe(0)
  }
})
