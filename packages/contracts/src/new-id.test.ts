import { expect, test } from 'vitest'
import { firstIdAt, newId } from './new-id.ts'

test('ids are UUIDs of version 7, all different, and sort in the order they were made', () => {
  const ids = Array.from({ length: 10_000 }, () => newId())
  expect(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(true)
  expect(new Set(ids).size).toBe(ids.length)
  expect([...ids].sort()).toEqual(ids)
})

test('an id carries the time it was made', () => {
  const later = Date.now() + 1_000_000
  const id = newId(later)
  expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(later)
})

test('a time has its place among the ids', () => {
  const before = newId(Date.now() + 2_000_000)
  const time = Date.now() + 2_000_001
  const since = newId(time)
  expect([firstIdAt(time), since, before].sort()).toEqual([before, firstIdAt(time), since])
  expect(firstIdAt(0)).toBe('00000000-0000-7000-8000-000000000000')
  expect(firstIdAt(-1)).toBe(firstIdAt(0))
  expect(firstIdAt(1e18)).toBe('ffffffff-ffff-7000-8000-000000000000')
})
