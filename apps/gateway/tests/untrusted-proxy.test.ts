import { request } from 'node:http'
import { Writable } from 'node:stream'
import { createLog } from '@syndicate/logging'
import { expect, test } from 'vitest'
import { openGateway } from './fixture.ts'

/** What a gateway says of those who send the header. @param from addresses of loopback that do, in order */
async function saidOf(from: string[], trustProxy: string[] = []): Promise<string[]> {
  const said: string[] = []
  const stream = new Writable({
    write(line: Buffer, _encoding, done) {
      const { msg } = JSON.parse(line.toString()) as { msg: string }
      if (msg.includes('X-Forwarded-For')) said.push(msg)
      done()
    },
  })
  await using gateway = await openGateway({ log: createLog({ app: 'gateway' }, stream), connectivity: { trustProxy } })
  for (const localAddress of from) await ask(gateway.url, localAddress)
  return said
}

/** A request over a connection from this address of loopback. */
function ask(url: string, localAddress: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'x-forwarded-for': '203.0.113.7' }
    request(`${url}/health`, { localAddress, headers, agent: false }, (answer) => answer.resume().on('end', resolve))
      .on('error', reject)
      .end()
  })
}

test('a proxy that is not trusted is named in the log, once', async () => {
  const said = await saidOf(['127.0.0.1', '127.0.0.1', '127.0.0.2', '127.0.0.1'])
  expect(said).toEqual([
    expect.stringContaining('127.0.0.1, which is not in api.connectivity.trustProxy'),
    expect.stringContaining('127.0.0.2, which is not in api.connectivity.trustProxy'),
  ])
})

test('one that is trusted is not, beside others that are', async () => {
  expect(await saidOf(['127.0.0.1', '127.0.0.2'], ['127.0.0.1'])).toEqual([expect.stringContaining('127.0.0.2')])
})

test('so many are named and no more', async () => {
  expect(await saidOf(Array.from({ length: 30 }, (_, n) => `127.0.0.${n + 1}`))).toHaveLength(20)
})
