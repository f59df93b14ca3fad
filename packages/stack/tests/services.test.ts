import { connect } from 'node:net'
import { expect, inject, test } from 'vitest'

test.each(['databaseUrl', 'redisUrl'] as const)('a test run is given a living server: %s', async (name) => {
  const { hostname, port, password } = new URL(inject(name))
  expect(password).not.toBe('')
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => (socket.end(), resolve()))
    socket.once('error', reject)
  })
})
