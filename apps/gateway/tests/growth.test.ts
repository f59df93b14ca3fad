import type { Run } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { bodyOf, openGateway } from './fixture.ts'

/** A megabyte of commas, which becomes about fifteen by the names of its columns. */
const header = Array.from({ length: 500 }, (_, n) => String(n).padStart(10, 'x')).join()
const table = `${header}\n${`${','.repeat(499)}\n`.repeat(2_000)}`

test.each([
  [32, { state: 'published', error: null }],
  [4, { state: 'failed', error: { code: 'grown-too-large' } }],
])('an input may become %d times as large where the configuration says so', async (maxGrowth, outcome) => {
  await using gateway = await openGateway({ etl: { maxGrowth } })
  gateway.work()
  const client = await gateway.signIn()
  const answer = await fetch(`${gateway.url}/api/etl/upload?pipeline=records&format=csv`, {
    method: 'POST',
    body: table,
    headers: { ...client.headers, prefer: 'wait=30' },
  })
  expect(await bodyOf<Run>(answer)).toMatchObject(outcome)
})
