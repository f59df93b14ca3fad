import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { steadyBody } from './steady-body.ts'

const pace = { bytes: 10, ms: 40 }

async function read(stream: Readable, pauseMs = 0): Promise<string> {
  let text = ''
  for await (const chunk of steadyBody(stream, pace)) {
    text += Buffer.from(chunk).toString()
    if (pauseMs) await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
  return text
}

test('a sender that trickles or stops is given up', async () => {
  const silent = new Readable({ read() {} })
  await expect(read(silent)).rejects.toMatchObject({ code: 'upload-incomplete' })
  const trickling = new Readable({ read: () => setTimeout(() => trickling.push('x'), 10) })
  await expect(read(trickling)).rejects.toMatchObject({ code: 'upload-incomplete' })
  expect(silent.destroyed).toBe(false)
})

test('one that waits for us is not', async () => {
  const chunks = Array.from({ length: 5 }, () => Buffer.from('x'))
  expect(await read(Readable.from(chunks), 15)).toBe('xxxxx')
})
