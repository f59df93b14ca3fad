import { expect, test } from 'vitest'
import { createPasswords } from './passwords.ts'

const passwords = createPasswords({ maxHashing: 1 })
const byteLong = (bytes: number) => 'é'.repeat(bytes / 2)

test.each([
  ['a trailing space', 'correct horse ', 'correct horse'],
  ['byte 73', `${'x'.repeat(72)}a`, `${'x'.repeat(72)}b`],
  ['the last of 1,024 bytes', `${byteLong(1022)}aa`, `${byteLong(1022)}ab`],
  ['what follows a NUL', 'correct\0horse', 'correct\0mule!'],
  ['upper case', 'Correct horse', 'correct horse'],
  ['an emoji', 'eight 🐎 ok', 'eight 🐴 ok'],
])('%s counts', async (_what, one, other) => {
  const hash = await passwords.hashNew(one, 'ada')
  expect(await passwords.matches(hash, one)).toBe(true)
  expect(await passwords.matches(hash, other)).toBe(false)
})

test.each([
  ['seven characters', 'a7b6c5d', 'weak-password'],
  ['seven characters of four bytes', '🐎'.repeat(7), 'weak-password'],
  ['a common one', 'password123', 'weak-password'],
  ['a common one in capitals', 'PASSWORD1', 'weak-password'],
  ['the user’s name', 'Ada-Lovelace', 'weak-password'],
  ['more than 1,024 bytes', `${byteLong(1024)}a`, 'validation-failed'],
])('%s is refused', async (_what, password, code) => {
  await expect(passwords.hashNew(password, 'ada-lovelace')).rejects.toMatchObject({ code })
})

test('too many bytes are not hashed to be compared either', async () => {
  await expect(passwords.matches(undefined, byteLong(1026))).rejects.toMatchObject({ code: 'validation-failed' })
})

test('nobody’s password takes as long as anybody’s', async () => {
  const stored = await passwords.hash('correct horse')
  const fastest = async (hash: string | undefined) => {
    const times: number[] = []
    for (let round = 0; round < 5; round += 1) {
      const startedAt = performance.now()
      await passwords.matches(hash, 'wrong horse')
      times.push(performance.now() - startedAt)
    }
    return Math.min(...times)
  }
  // Of the same parameters, so what differs is noise; not hashing would take a hundredth.
  const ratio = (await fastest(undefined)) / (await fastest(stored))
  expect(ratio).toBeGreaterThan(0.2)
  expect(ratio).toBeLessThan(5)
})

test('nobody has the right password, and an older hash still verifies', async () => {
  expect(await passwords.matches(undefined, 'anything at all')).toBe(false)
  const { hash } = await import('@node-rs/argon2')
  const former = await hash('correct horse', { memoryCost: 12_288, timeCost: 3, parallelism: 1 })
  expect(await passwords.matches(former, 'correct horse')).toBe(true)
  expect(passwords.isOutdated(former)).toBe(true)
  expect(passwords.isOutdated(await passwords.hash('correct horse'))).toBe(false)
})
