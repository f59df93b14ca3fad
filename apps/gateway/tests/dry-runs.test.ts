import { expect, test } from 'vitest'
import { bodyOf, openGateway } from './fixture.ts'

/** 45 kB that make 4 MB of every record, and nothing of that in the end. */
const bomb = [
  { op: 'add', path: '/a', value: 'x'.repeat(40_000) },
  ...Array.from({ length: 98 }, (_, n) => ({ op: 'copy', from: '/a', path: `/c${n}` })),
  { op: 'replace', path: '', value: { cpu: 1 } },
]

test('a dry run with a dear patch ends after its five seconds, says how far it came, and others are answered meanwhile', async () => {
  await using open = await openGateway()
  open.work()
  const client = await open.signIn()
  const upload = await fetch(`${open.url}/api/etl/upload?pipeline=telemetry&format=ndjson`, {
    method: 'POST',
    headers: { ...client.headers, prefer: 'wait=25' },
    body: '{"cpu":"hot"}\n'.repeat(10_000),
  })
  const { runId } = await bodyOf<{ runId: string }>(upload)
  const began = performance.now()
  let isOver = false
  const asked = client
    .post('/api/quarantine/replay', { filter: { run: runId }, dryRun: true, patch: bomb })
    .finally(() => (isOver = true))
  let answered = 0
  while (!isOver) {
    expect((await client.get('/api/runs?limit=1')).status).toBe(200)
    answered += 1
  }
  const answer = await asked
  expect(answer.status).toBe(200)
  expect(await bodyOf(answer)).toMatchObject({ matched: 10_000, complete: false })
  expect(performance.now() - began).toBeLessThan(15_000)
  // One at a time; were it done on the gateway's own thread, each would wait for all of its patches.
  expect(answered).toBeGreaterThan(50)
})
