import { newId } from '@syndicate/contracts'
import { expect, test, vi } from 'vitest'
import { accept, openRuns, readings, smallLimits } from './fixture.ts'

const overloaded = { code: 'overloaded' }

test('while there is no room in flight new runs are turned away, and taken in again afterwards', async () => {
  await using open = await openRuns()
  const { flight } = open.ctx.broker
  const run = newId()
  await flight.admit(run, 0, new Uint8Array(smallLimits.flight.bytes), smallLimits.flight)
  await vi.waitFor(() => expect(accept(open, readings(1))).rejects.toMatchObject(overloaded))
  await flight.dropRun(run)
  await vi.waitFor(() => expect(accept(open, readings(1))).resolves.toBeTypeOf('string'))
})

test('a database beyond its limit takes no more runs in', async () => {
  await using open = await openRuns({ ...smallLimits, databaseBytes: 1 })
  await vi.waitFor(() => expect(accept(open, readings(1))).rejects.toMatchObject(overloaded))
})
