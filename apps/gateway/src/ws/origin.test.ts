import { expect, test } from 'vitest'
import { originAllowed } from './origin.ts'

const allowed = ['https://app.example.com']

test.each([
  ['https://app.example.com', true],
  ['http://gateway:3003', true],
  ['https://gateway:3003', true],
  [undefined, false],
  ['null', false],
  ['', false],
  ['https://app.example.com.evil', false],
  ['https://evil.app.example.com', false],
  ['https://APP.example.com', false],
  ['http://app.example.com', false],
  ['https://app.example.com:8443', false],
  ['http://gateway', false],
  ['http://gateway:3003.evil', false],
  ['https://gateway:3003.evil', false],
  ['https://gateway:3003/', false],
])('%j: %j', (origin, expected) => {
  expect(originAllowed(origin, 'gateway:3003', allowed)).toBe(expected)
})

test('without a host only the list counts', () => {
  expect(originAllowed('http://undefined', undefined, allowed)).toBe(false)
})
