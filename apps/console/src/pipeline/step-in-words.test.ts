import { expect, test } from 'vitest'
import { stepInWords } from './step-in-words.ts'

test('each kind of step is told in words', () => {
  const formats = { to: 'timestamp' as const, formats: ['%d.%m.%Y', '%Y'], zone: 'Europe/Berlin' }
  expect([
    stepInWords({ rename: { a: 'b' } }),
    stepInWords({ cast: { n: 'number', t: formats } }),
    stepInWords({ derive: { hot: 'cpu > 90.0' } }),
    stepInWords({ filter: 'n > 0' }),
    stepInWords({ drop: ['a', 'b'] }),
    stepInWords({ hash: ['mail'] }),
  ]).toEqual([
    { does: 'Renames', to: [{ name: 'a', what: '→ b' }] },
    {
      does: 'Casts',
      to: [
        { name: 'n', what: '→ number' },
        { name: 't', what: '→ timestamp, written as %d.%m.%Y or %Y in Europe/Berlin' },
      ],
    },
    { does: 'Derives', to: [{ name: 'hot', what: '= cpu > 90.0' }] },
    { does: 'Keeps records where', to: [{ what: 'n > 0' }] },
    { does: 'Drops', to: [{ what: 'a, b' }] },
    { does: 'Hashes', to: [{ what: 'mail' }] },
  ])
})
