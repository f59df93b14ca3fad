import { expect, test } from 'vitest'
import { runDemo } from '../src/demo/run-demo.ts'
import { fakeGateway } from './fake-gateway.ts'

function paper() {
  const screen = { text: '', write: (text: string) => (screen.text += text) }
  return screen
}

test('the demo shows the books, the quarantine and where to look', async () => {
  await using gateway = await fakeGateway()
  const screen = paper()
  expect(await runDemo(gateway.url, screen)).toBe(true)
  expect(screen.text).toMatch(/flights +231,083 +231,082 +1 +0 +0/)
  expect(screen.text).toContain('1  cast-failed (transform)')
  expect(screen.text).toContain('movies: published, every record accounted for')
  expect(screen.text).toContain(`${gateway.url}/api/registry/movies/records`)
})

test('one record that does not come back is enough to fail', async () => {
  await using gateway = await fakeGateway(1)
  const screen = paper()
  expect(await runDemo(gateway.url, screen)).toBe(false)
  expect(screen.text).toContain('weather: NOT RIGHT: 1459 records came back, and 1460 should have')
})
