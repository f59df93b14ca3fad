import { newId } from '@syndicate/contracts'
import { expect, test, vi } from 'vitest'
import { accept, openRuns, readings, smallLimits } from './fixture.ts'

const overloaded = { code: 'overloaded' }

test('while no slice gets into flight any more new runs are turned away, and taken in again afterwards', async () => {
  await using open = await openRuns()
  const { flight } = open.ctx.broker
  // As slices are: a little over what closes them. So the budget is never used up to its last byte.
  const slice = new Uint8Array(smallLimits.cut.sliceBytes + 50)
  let run = newId()
  while (await flight.admit(run, 0, slice, smallLimits.flight)) run = newId()
  expect(await flight.bytes()).toBeLessThan(smallLimits.flight.bytes)
  await vi.waitFor(() => expect(accept(open, readings(1))).rejects.toMatchObject(overloaded))
  await flight.dropRun((await flight.runs())[0]!)
  await vi.waitFor(() => expect(accept(open, readings(1))).resolves.toBeTypeOf('string'))
})

test('a database beyond its limit takes no more runs in', async () => {
  await using open = await openRuns({ ...smallLimits, databaseBytes: 1 })
  await vi.waitFor(() => expect(accept(open, readings(1))).rejects.toMatchObject(overloaded))
})
