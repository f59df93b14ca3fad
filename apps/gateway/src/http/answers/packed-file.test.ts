import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { packedFile } from './packed-file.ts'

test('each coding is made once, whoever asks, and unfolds to the file', async () => {
  const text = Buffer.from('the same text again and again '.repeat(1_000))
  const { forms } = packedFile('text/plain', text)
  const undone = { zstd: zstdDecompressSync, br: brotliDecompressSync, gzip: gunzipSync }
  for (const [coding, undo] of Object.entries(undone)) {
    const form = forms.find((each) => each.coding === coding)!
    const [one, other] = await Promise.all([form.bytes(), form.bytes()])
    expect(one).toBe(other)
    expect(undo(one).equals(text)).toBe(true)
  }
  expect(forms.at(-1)).toMatchObject({ coding: undefined })
  expect(await forms.at(-1)!.bytes()).toBe(text)
})
