import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { createLog } from './create-log.ts'
import { tellWith } from './tell-with.ts'

function written(write: (log: ReturnType<typeof createLog>) => void): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = []
  const stream = new Writable({
    write(line: Buffer, _encoding, done) {
      lines.push(JSON.parse(line.toString()) as Record<string, unknown>)
      done()
    },
  })
  write(createLog({ app: 'worker', level: 'debug' }, stream))
  return lines
}

test('a line names its level and says the time as people and programs read it', () => {
  const [line] = written((log) => log.debug({ token: 't', err: new Error('no') }, 'a\nb'))
  expect(line).toEqual({
    level: 'debug',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    app: 'worker',
    pid: process.pid,
    token: '[redacted]',
    err: { type: 'Error', message: 'no', stack: expect.any(String) },
    msg: 'a\nb',
  })
})

test('what is known by the time of writing is on each line, secrets in it too', () => {
  let runId: string | undefined
  const lines = written((log) => {
    const child = log.child({ reqId: 'r' })
    tellWith(child, () => ({ runId, password: 'p' }))
    child.info('before')
    runId = '1'
    child.warn('after')
    log.info('apart')
  })
  expect(lines.map(({ reqId, runId: run, password }) => [reqId, run, password])).toEqual([
    ['r', undefined, '[redacted]'],
    ['r', '1', '[redacted]'],
    [undefined, undefined, undefined],
  ])
})
