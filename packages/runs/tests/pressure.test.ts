import { expect, test, vi } from 'vitest'
import { accept, openRuns, readings, smallLimits } from './fixture.ts'

const overloaded = { code: 'overloaded' }

test('a database beyond its limit takes no more runs in', async () => {
  await using open = await openRuns({ ...smallLimits, databaseBytes: 1 })
  await vi.waitFor(() => expect(accept(open, readings(1))).rejects.toMatchObject(overloaded), 10_000)
})
