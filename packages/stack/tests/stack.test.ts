import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { lockState } from '../src/local/lock-state.ts'
import { startStack } from '../src/stack/start-stack.ts'
import { temporaryState } from '../src/local/temporary-state.ts'

test('a taken port is named, with the way to choose another one', async () => {
  await using folder = temporaryState()
  const server = createServer()
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
  )
  try {
    const starting = startStack({ env: { ...process.env, PORT: `${port}` }, stateDir: folder.path })
    await expect(starting).rejects.toThrow(new RegExp(`Port ${port} is taken .* PORT=\\d+`))
  } finally {
    server.close()
  }
})

test('a second system in the same state folder is refused, and the first one named', async () => {
  await using folder = temporaryState()
  const lock = lockState(folder.path)
  lock.note('process 1, http://127.0.0.1:3003')
  await expect(startStack({ env: process.env, stateDir: folder.path })).rejects.toThrow(
    /already running \(process 1, http:\/\/127.0.0.1:3003\)/,
  )
  lock.release()
  lockState(folder.path).release()
})
