import { expect } from 'vitest'
import { startSystemInBrowser } from '../harness/system-in-browser.ts'
import { expectNoTroubles, expectSeen, signIn, tabTo } from './console-page.ts'
import { edit, editor, expectFaults, save } from './editor-page.ts'

const { system, gate, browser, user, test } = await startSystemInBrowser({ workers: 1 })
// Definitions that are none, and nothing to try.
test.afterEach(({ tab }) => expectNoTroubles(tab, [401, 400, 422, 409]))

const definition = { format: 'ndjson', steps: [{ cast: { n: 'number' } }] }
const yaml = 'format: ndjson\nsteps:\n  - cast: { n: number }\n'
const below = (most: number) => `${yaml}schema: { properties: { n: { maximum: ${most} } } }\n`

async function put(name: string, more: object = {}): Promise<void> {
  const answer = await user.post('/api/pipelines/apply', { pipelines: { [name]: { ...definition, ...more } } })
  expect(answer.status).toBe(200)
}

const numbered = (count: number) => Array.from({ length: count }, (_, n) => `{"n":"${n}"}\n`).join('')

async function versionOf(name: string): Promise<number> {
  return (await user.get<{ version: number }>(`/api/pipelines/${name}`)).version
}

/** What a text area has. */
interface Area {
  value: string
  selectionStart: number
  selectionEnd: number
}

test(
  'a change shows what it makes of an input, and of those before; saved, it counts',
  { timeout: 60_000 },
  async ({ page }) => {
    await put('orders')
    const run = await user.ingest({ pipeline: 'orders', format: 'ndjson' }, numbered(10_000))
    await signIn(page, `${system.url}/pipelines/orders`)
    await page.getByRole('link', { name: 'Edit' }).click()
    expect(await editor(page).inputValue()).toBe(yaml)
    await expectSeen(page.getByText('10,000 of 10,000 records would be stored'))
    const first = page.getByRole('region', { name: 'Records, before and after' }).getByRole('row').nth(1)
    expect(await first.locator('del').textContent()).toBe('was "0"')
    expect(await first.locator('ins').textContent()).toBe('is 0')

    await editor(page).fill(below(9_962))
    await expectSeen(page.getByText('9,963 of 10,000 records would be stored'))
    await expectSeen(page.getByText('refused: n must be <= 9962, but is 9963'))

    await page.getByRole('button', { name: 'Check', exact: true }).click()
    await expectSeen(page.getByText('Would have refused 37 of 10,000 records'))
    await expectSeen(page.getByText('37 of them were not refused then.'))
    await page.locator('.refused-groups summary').click()
    const example = page.locator('.refused-examples li').first()
    await expectSeen(example.getByText('Line 9,964 of'))
    expect(await example.getByRole('link').getAttribute('href')).toBe(`/runs/${run.runId}`)
    await editor(page).fill(below(9_961))
    await expectSeen(page.getByText('This is of the text as it was when the check began'))
    await editor(page).fill(below(9_962))

    await save(page).click()
    const dialog = page.getByRole('dialog')
    await expectSeen(dialog.getByText('/schema'))
    expect(await versionOf('orders')).toBe(1)
    await dialog.getByRole('button', { name: 'Save as version 2' }).click()
    await expectSeen(page.getByText('orders is version 2 now'))
    await expectSeen(page.getByRole('region', { name: 'Fields' }).getByText('at most 9962'))
    expect((await user.ingest({ pipeline: 'orders', format: 'ndjson' }, numbered(10_000))).counts.quarantined).toBe(37)
    await page.goBack()
    await expectSeen(page.getByText('What you see is version 2.'))
  },
)

test('a check that is cancelled ends at the server', { timeout: 60_000 }, async ({ page }) => {
  await put('slow')
  // Some minutes of work.
  await user.ingest(
    { pipeline: 'slow', format: 'ndjson' },
    `${JSON.stringify({ n: 1, text: 'a'.repeat(1500) })}\n`.repeat(2200),
  )
  const dear = 'record.text.split("").filter(a, record.text.split("").exists_one(b, a != b)).size() == 0'
  await edit(page, system.url, 'slow')
  await editor(page).fill(`format: ndjson\nsteps:\n  - filter: '${dear}'\n`)
  await page.getByRole('button', { name: 'Check', exact: true }).click()
  await expectSeen(page.getByRole('progressbar', { name: 'The check' }))
  const another = () => user.post('/api/pipelines/slow/check', { definition }).then((answer) => answer.text(), String)
  // One at a time for each user: while it works, there is no place for another.
  await expect.poll(another, { timeout: 20_000 }).toContain('"code":"overloaded"')
  await page.getByRole('button', { name: 'Cancel the check' }).click()
  await expectSeen(page.getByText('The check was cancelled'))
  expect(await another()).toContain('"result"')
})

test('what is wrong is told by its line, and saves nothing', async ({ page }) => {
  const fixtures = [{ name: 'one', input: '{"n":"1"}', expect: [{ n: 1 }] }]
  await put('faulty', { fixtures })
  await edit(page, system.url, 'faulty')
  await expectSeen(page.getByText('1 of 1 record would be stored'))
  const text = await editor(page).inputValue()

  await editor(page).fill('format: ndjson\nsteps: [\n')
  await expectFaults(page, [expect.stringMatching(/^Line 3 expected YAML, got .*flow/i)])
  expect(await page.locator('.code-line.faulty').count()).toBe(1)
  expect(await editor(page).getAttribute('aria-invalid')).toBe('true')
  await expectSeen(page.getByText('The records are those of the last text that was sound'))
  await save(page).click()
  expect(await page.getByRole('dialog').count()).toBe(0)

  await editor(page).fill('format: ndjson\nsteps:\n  - cast: { n: numbre }\n  - filter: record.n >\n')
  await expectFaults(page, [expect.stringMatching(/^Line 3 steps\[0\]\.cast\.n: expected one of string, .*"numbre"$/)])
  await page.getByRole('button', { name: 'Line 3' }).click()
  const selected = editor(page).evaluate((area) => {
    const { value, selectionStart, selectionEnd } = area as unknown as Area
    return value.slice(selectionStart, selectionEnd)
  })
  expect(await selected).toBe('  - cast: { n: numbre }')

  // Fixtures are tried as it is saved.
  await editor(page).fill(text.replace('{ n: 1 }', '{ n: 2 }'))
  await expectSeen(page.getByText('1 of 1 record would be stored'))
  await expectFaults(page, [])
  await save(page).click()
  await expectFaults(page, ['Line 8 fixtures[0].expect[0]: expected {"n":2}, got {"n":1}'])
  expect(await versionOf('faulty')).toBe(1)
})

test('who was slower is shown what somebody else changed, and decides', async ({ page }) => {
  await put('shared')
  await edit(page, system.url, 'shared')
  await editor(page).fill(below(5))
  const other = await browser.page()
  await edit(other.page, system.url, 'shared')
  await editor(other.page).fill(`description: Theirs\n${yaml}`)
  await save(other.page).click()
  await other.page.getByRole('button', { name: 'Save as version 2' }).click()
  await expectSeen(other.page.getByText('shared is version 2 now'))
  await other.close()

  await save(page).click()
  const dialog = page.getByRole('dialog')
  await expectSeen(dialog.getByText('There is a version 2 by now'))
  await expectSeen(dialog.getByRole('region', { name: 'What they changed' }).getByText('"Theirs"'))
  await expectSeen(dialog.getByRole('region', { name: 'What would change in version 2' }).getByText('/schema'))
  await dialog.getByRole('button', { name: 'Leave it' }).click()
  expect(await editor(page).inputValue()).toBe(below(5))
  expect(await versionOf('shared')).toBe(2)

  await save(page).click()
  // Once more, between what is shown and what is decided.
  await expectSeen(dialog.getByText('There is a version 2 by now'))
  await put('shared', { description: 'Theirs again' })
  await dialog.getByRole('button', { name: 'Save over it as version 3' }).click()
  await expectSeen(dialog.getByText('There is a version 3 by now'))
  await dialog.getByRole('button', { name: 'Save over it as version 4' }).click()
  await expectSeen(page.getByText('shared is version 4 now'))
  expect(await user.get('/api/pipelines/shared')).toMatchObject({
    version: 4,
    definition: { schema: { properties: { n: { maximum: 5 } } } },
  })
})

test('what somebody else made is taken, and one’s own dropped', async ({ page }) => {
  await put('given-up')
  await edit(page, system.url, 'given-up')
  await editor(page).fill(below(5))
  await put('given-up', { description: 'Theirs' })
  await save(page).click()
  await page.getByRole('button', { name: 'Take theirs, drop mine' }).click()
  await expect.poll(() => editor(page).inputValue()).toBe(`description: Theirs\n${yaml}`)
  expect(await page.getByText('not saved').count()).toBe(0)
})

test('nothing that is written is lost: not by leaving the page, nor by closing it unasked', async ({ page }) => {
  await put('left')
  await edit(page, system.url, 'left')
  await editor(page).fill(below(7))
  await page.getByRole('link', { name: 'Back' }).click()
  await page.getByRole('heading', { level: 1, name: 'left' }).waitFor()
  await page.getByRole('link', { name: 'Edit' }).click()
  await expectSeen(page.getByText('This is what you were writing'))
  expect(await editor(page).inputValue()).toBe(below(7))
  const asked = page.waitForEvent('dialog')
  const closing = page.close({ runBeforeUnload: true })
  const dialog = await asked
  expect(dialog.type()).toBe('beforeunload')
  await dialog.dismiss()
  await closing
  await page.getByRole('button', { name: 'Discard' }).click()
  expect(await editor(page).inputValue()).toBe(yaml)
  await page.reload()
  await editor(page).waitFor()
  expect(await editor(page).inputValue()).toBe(yaml)
})

test('a pipeline is changed without a mouse, and the text indents itself', async ({ page }) => {
  await put('typed', { steps: [] })
  await edit(page, system.url, 'typed')
  await tabTo(page, editor(page))
  await page.keyboard.press('Control+End')
  await page.keyboard.type('steps:\n- cast:\nn: number\n')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.type('- drop: [x]')
  expect(await editor(page).inputValue()).toBe('format: ndjson\nsteps:\n  - cast:\n      n: number\n  - drop: [x]')
  await page.keyboard.press('Control+z')
  expect(await editor(page).inputValue()).not.toContain('[x]')
  await page.keyboard.press('Control+y')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Tab')
  expect(await editor(page).evaluate((area) => area.matches(':focus'))).toBe(false)
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Control+s')
  await tabTo(page, page.getByRole('button', { name: 'Save as version 2' }))
  await page.keyboard.press('Enter')
  await expectSeen(page.getByText('typed is version 2 now'))
  expect(await user.get('/api/pipelines/typed')).toMatchObject({
    definition: { steps: [{ cast: { n: 'number' } }, { drop: ['x'] }] },
  })
})

test('writing fast asks little', async ({ page }) => {
  await put('fast')
  await signIn(page, `${gate.url}/pipelines/fast/edit`)
  await editor(page).waitFor()
  await page.getByRole('radio', { name: 'Text' }).check()
  await page.getByLabel('A sample of the input').fill(numbered(3))
  await expectSeen(page.getByText('3 of 3 records would be stored'))
  gate.asked.splice(0)
  const begun = Date.now()
  await editor(page).pressSequentially('# some words that say nothing', { delay: 20 })
  for (const most of [0, 1, 2, 0, 1]) {
    await editor(page).fill(below(most))
    await expectSeen(page.getByText(`${most + 1} of 3 records would be stored`))
  }
  const previews = gate.asked.filter((each) => each === 'POST /api/pipelines/preview').length
  expect(previews).toBeGreaterThanOrEqual(5)
  expect(previews).toBeLessThanOrEqual(1 + (Date.now() - begun) / 2_000)
})

test('opened with nothing to try, the editor tries nothing', async ({ page }) => {
  await put('bare')
  gate.asked.splice(0)
  const previews = () => gate.asked.filter((each) => each === 'POST /api/pipelines/preview').length
  await edit(page, gate.url, 'bare')
  await expectSeen(page.getByText('Give it something to try'))
  expect(previews()).toBe(0)
  await editor(page).fill(`${yaml}  - cast: { a: word }\n`)
  await expect.poll(() => page.locator('.fault-list li').count(), { timeout: 15_000 }).toBeGreaterThan(0)
  expect(previews()).toBe(1)
  await editor(page).fill(yaml)
  await expectSeen(page.getByText('Give it something to try'))
})

test('a pipeline is tried with what there is: a text, a file, live records, a fixture', async ({ page }) => {
  await put('tried', { fixtures: [{ name: 'a pair', input: '{"n":"1"}\n{"n":"2"}\n', expect: [{ n: 1 }, { n: 2 }] }] })
  await edit(page, system.url, 'tried')
  await expectSeen(page.getByText('2 of 2 records would be stored'))
  await page.getByRole('radio', { name: 'Text' }).check()
  await expectSeen(page.getByText('Give it something to try'))
  await page.getByLabel('A sample of the input').fill('{"n":"soon"}\n{"n"')
  await expectSeen(page.getByText('0 of 2 records would be stored'))
  await expectSeen(page.getByText(/refused: "n" is no number/))
  await page.getByRole('radio', { name: 'File' }).check()
  const file = { name: 'a.ndjson', mimeType: 'text/plain', buffer: Buffer.from(numbered(7)) }
  await page.locator('input[type=file]').setInputFiles(file)
  await expectSeen(page.getByText('7 of 7 records would be stored'))
  await user.ingest({ pipeline: 'tried', format: 'ndjson' }, numbered(4))
  await page.getByRole('radio', { name: 'Records' }).check()
  await expectSeen(page.getByText('4 of 4 records would be stored'))
})
