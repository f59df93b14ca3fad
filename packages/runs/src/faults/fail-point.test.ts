import { spawnSync } from 'node:child_process'
import { afterEach, expect, test } from 'vitest'
import { armFailPoints, disarmFailPoints, reach } from './fail-point.ts'

afterEach(disarmFailPoints)

const thrown = 'Fail point load.staged'

test('a point that nobody armed costs nothing, not even a promise', () => {
  expect(reach('load.staged')).toBeUndefined()
  armFailPoints('load.sent:throw')
  expect(reach('load.staged')).toBeUndefined()
})

test('without a frequency it strikes every time', async () => {
  armFailPoints('load.staged:throw')
  await expect(reach('load.staged')).rejects.toThrow(thrown)
  await expect(reach('load.staged')).rejects.toThrow(thrown)
})

test('a number strikes at that time only', async () => {
  armFailPoints('load.staged:throw:2')
  expect(reach('load.staged')).toBeUndefined()
  await expect(reach('load.staged')).rejects.toThrow(thrown)
  expect(reach('load.staged')).toBeUndefined()
})

test('a fraction is a chance', async () => {
  const draws = [0.05, 0.049]
  armFailPoints('load.staged:throw:1/20', () => draws.shift() ?? 1)
  expect(reach('load.staged')).toBeUndefined()
  await expect(reach('load.staged')).rejects.toThrow(thrown)
})

test('several points fail, each in its own way', async () => {
  armFailPoints('load.staged:throw, validate.audited:delay=20')
  await expect(reach('load.staged')).rejects.toThrow(thrown)
  const began = performance.now()
  await reach('validate.audited')
  expect(performance.now() - began).toBeGreaterThanOrEqual(19)
})

test('kill is SIGKILL', () => {
  const module = new URL('fail-point.ts', import.meta.url).href
  const script = `import { armFailPoints, reach } from '${module}'
    armFailPoints('load.staged:kill:1'); await reach('load.staged'); console.log('still here')`
  const { signal, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  expect({ signal, stdout }).toEqual({ signal: 'SIGKILL', stdout: '' })
})

test.each(['load.nowhere:kill', 'load.staged', 'load.staged:explode', 'load.staged:kill:often', 'load.staged:kill:0'])(
  'refuses %s',
  (spec) => expect(() => armFailPoints(spec)).toThrow(/fail point/),
)
