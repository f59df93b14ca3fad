import { expect, it } from 'vitest'
import { nearestName } from './nearest-name.ts'
import { serverAddress } from './server-address.ts'

it.each([
  ['https://etl.example.org/console?x', 'https://etl.example.org'],
  ['https://example.org/etl/', 'https://example.org/etl'],
  ['https://example.org/etl/runs/1?x', 'https://example.org/etl'],
  ['localhost:3003', 'http://localhost:3003'],
  ['HTTP://Example.org', 'http://example.org'],
])('reads %s', (text, origin) => expect(serverAddress(text)).toBe(origin))

it.each(['ftp://x', 'http://', 'http://ada:secret@x', 'a b'])('refuses %s', (text) => {
  expect(() => serverAddress(text)).toThrow('no address')
})

it('finds the name that was meant, unless none is near', () => {
  const names = ['telemetry', 'weather', 'records']
  expect(nearestName('Telemetri', names)).toBe('telemetry')
  expect(nearestName('wether', names)).toBe('weather')
  expect(nearestName('x', names)).toBeUndefined()
})
