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

const planted = 'pl@nted"se/cret\\'
const url = `postgres://syndicate:${planted}@db:5432/x`
const sent = new SyntaxError(`"${planted}" is not JSON`)

test.each<[string, (log: ReturnType<typeof createLog>) => void]>([
  ['a child', (log) => log.child({ token: planted, deep: { password: planted } }).info('x')],
  ['a child of a child', (log) => log.child({}, { level: 'info' }).child({ cookie: planted }).info({}, 'x')],
  ['a URL in words', (log) => log.info(`no way to ${url}`)],
  ['a URL put into words', (log) => log.info('no way to %s', url)],
  ['a URL in a member', (log) => log.info({ to: url, all: [{ to: url }] }, 'x')],
  ['a URL object', (log) => log.info({ to: new URL('redis://:p%40planted@h/1') }, 'x')],
  ['an error alone', (log) => log.error(new Error(url))],
  ['an error that quotes, alone', (log) => log.error(sent)],
  ['an error that quotes, without words', (log) => log.error({ err: sent })],
  ['an error by another name', (log) => log.error({ reason: sent }, 'x')],
])('a secret is in no line: %s', (_what, write) => {
  const lines = JSON.stringify(written(write))
  expect(lines).toMatch(/"msg":"[^"]/)
  expect(lines).not.toMatch(/pl@nted|se\/cret|planted/)
})

test('a text full of what looks like URLs is not searched from each of them to its end', () => {
  const began = performance.now()
  written((log) => log.info('://a:b'.repeat(10_000)))
  expect(performance.now() - began).toBeLessThan(3_000)
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
