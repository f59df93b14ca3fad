import { expect, it } from 'vitest'
import { runCheck } from './run-check.ts'

const node = (script: string) => runCheck({ name: 'x', command: process.execPath, args: ['-e', script] }, '.')

it('passes with status 0 and fails with any other, output included', async () => {
  expect(await node('')).toMatchObject({ passed: true, output: '' })
  expect(await node('console.log(1); console.error(2); process.exit(3)')).toMatchObject({
    passed: false,
    output: expect.stringMatching(/1[^]*2|2[^]*1/),
  })
})

it('fails when the program is not there', async () => {
  const result = await runCheck({ name: 'x', command: 'no-such-program', args: [] }, '.')
  expect(result).toMatchObject({ passed: false, output: expect.stringContaining('ENOENT') })
})
