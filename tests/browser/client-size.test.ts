import { readFileSync } from 'node:fs'
import { zstdDecompressSync } from 'node:zlib'
import { expect, test } from 'vitest'

const most = 12 * 1024
const read = (name: string) => readFileSync(new URL(`../../packages/client/dist/${name}`, import.meta.url))

test('client.min.js has at most 12 KB before compression, needs nothing else, and comes compressed', () => {
  const script = read('client.min.js')
  const sizes = ['', '.zst', '.br', '.gz'].map(
    (ending) => `${ending || 'bytes'} ${read(`client.min.js${ending}`).length}`,
  )
  console.log(`client.min.js: ${sizes.join(', ')}`)
  expect(script.length).toBeLessThanOrEqual(most)
  expect(script.toString()).not.toMatch(/\bimport\b|\brequire\(/)
  expect(script.toString()).toMatch(/\bexport ?\{.*as createClient.*\}/)
  expect(zstdDecompressSync(read('client.min.js.zst'))).toEqual(script)
  expect(JSON.parse(read('client.min.js.map').toString())).toMatchObject({ version: 3 })
})
