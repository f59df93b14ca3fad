import { afterAll, expect, test } from 'vitest'
import { signIn } from '../acceptance/client.ts'
import { startSystem } from '../acceptance/system.ts'
import { outcomeOf } from './outcome.ts'

const system = await startSystem({ workers: 1 })
afterAll(() => system.stop())
const user = await signIn(system.url)
const yaml = (body: string) => outcomeOf(user, { format: 'yaml' }, body)

test('what looks like a number is published as it was sent', async () => {
  const { published } = await yaml('zip: 02142\nver: 1.10\nsha: 123e4567\nphone: +4930123456\nn: 1.5\n007: x\n')
  expect(published.map((line) => JSON.parse(line) as unknown)).toEqual([
    { zip: '02142', ver: '1.10', sha: '123e4567', phone: '+4930123456', n: 1.5, '007': 'x' },
  ])
})

test('a directive changes no value, in its document or behind it', async () => {
  const { published, refused } = await yaml(
    '%YAML 1.1\n---\ncc: NO\nt: 12:30\nn: 1_000\n...\n---\ncc: NO\nzip: 02134\n',
  )
  expect(refused).toEqual([])
  expect(published).toEqual(['{"cc":"NO","t":"12:30","n":"1_000"}', '{"cc":"NO","zip":"02134"}'])
})

test('what is wrong with one document costs no other, whatever it is', async () => {
  const body = 'a: 1\n---\na: K\xf6ln\n---\na: "x\n...\n%YAML 1.1\n---\nday: NO\n'
  const { published, refused } = await outcomeOf(user, { format: 'yaml' }, Buffer.from(body, 'latin1'))
  expect(published).toEqual(['{"a":1}', '{"day":"NO"}'])
  expect(refused).toEqual([
    expect.stringContaining('not valid UTF-8, at line 3'),
    expect.stringContaining('Missing closing "quote, at line '),
  ])
})

test.each([
  ['a tag', 'a: !Ref x', 'Unresolved tag: !Ref, at line 3, column 4'],
  ['what is no number', 'a: .nan', '.nan is no number that JSON can hold; in quotes it is a text, at line 3, column 4'],
  ['bad syntax', 'a: [1\nb: 2', 'at line 4'],
  ['a name that an alias makes again', 'x: &k id\n*k : 1\nid: 2', 'The name "id" is there twice, at line 5'],
  ['a list as a name', '[a]: 1', 'cannot be the name of a field'],
  ['two names that are one', '1: a\n"1": b', 'The name "1" is there twice, at line 4, column 1'],
])('a document with %s is refused alone, with its place', async (_, document, reason) => {
  const { state, published, refused } = await yaml(`a: 1\n---\n${document}\n---\n\ufeffa: 3\n`)
  expect({ state, published }).toEqual({ state: 'published', published: ['{"a":1}', '{"a":3}'] })
  expect(refused).toEqual([expect.stringContaining(reason)])
})
