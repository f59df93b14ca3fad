import { mkdirSync } from 'node:fs'
import type { PipelineDetail } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { developer } from '../acceptance/client.ts'
import { orders, startPipelineFolder } from './pipeline-folder.ts'
import { createCli } from './syndicate.ts'

const { system, cli, apply, list, names, path, pipelines, versionOf, write, read } = await startPipelineFolder()

test('what is applied is listed and shown, with who did it', async () => {
  expect(await list()).toContainEqual(
    expect.objectContaining({ name: 'orders', appliedBy: developer.username, source: 'api' }),
  )
  expect((await pipelines()).out).toMatch(/^orders +\d+ +csv +orders \(append\) .*filter → cast +trader1 .* api$/m)
  const { out } = await pipelines('show', 'orders')
  expect(out).toContain('format    csv, delimiter ";"')
  expect(out).toContain('1. filter !id.startsWith("TEST")')
  expect(out).toMatch(/^id +string +yes +pattern "\^\[A-Z\]"$/m)
  expect(out).toMatch(/^amount +number or null +no$/m)
  expect(out).toMatch(/^address.city +string +yes$/m)
  expect(out).toMatch(/^tags\[\] +string +no$/m)
  expect(out).toMatch(/^\d+ ← +trader1 /m)
  expect(await cli.json<PipelineDetail>(['pipelines', 'show', 'orders'])).toMatchObject([
    { name: 'orders', definition: { delimiter: ';' } },
  ])
  expect(await pipelines('show', 'nothing')).toMatchObject({ code: 4, out: '' })
})

test('a change is told before it is made, is one version, and can be taken back', async () => {
  const before = (await versionOf('orders'))!
  write(
    'pipelines/orders.yaml',
    orders.replace('amount: number', 'amount: decimal').replace("[number, 'null']", 'string'),
  )
  // What a fixture says of it has to change as well.
  write('pipelines/orders.yaml', read('pipelines/orders.yaml').replace('amount: 12.5,', "amount: '12.5',"))
  const told = '~ steps[1].cast.amount: "number" → "decimal"'
  const dry = await apply('pipelines', '--dry-run')
  expect(dry).toMatchObject({ code: 0, out: expect.stringContaining(told) })
  expect(dry.err).toBe('Would be: 1 changed. Nothing was changed.\n')
  expect(await pipelines('diff', 'pipelines')).toMatchObject({ code: 1, out: dry.out })
  expect(await versionOf('orders')).toBe(before)

  const [change] = await cli.json(['pipelines', 'apply', 'pipelines'])
  expect(change).toMatchObject({ name: 'orders', change: 'changed', version: before + 1 })
  expect(await pipelines('diff', 'pipelines')).toEqual({ code: 0, out: '', err: 'Nothing differs.\n' })
  expect((await pipelines('show', 'orders', '--diff', String(before))).out).toContain(told)
  expect(await pipelines('show', 'orders', '--diff', String(before + 1))).toMatchObject({ code: 0, out: '' })

  const old = await pipelines('show', 'orders', '--version', String(before), '--yaml')
  write('orders.yaml', old.out)
  expect((await apply('orders.yaml')).out).toMatch(`changed    orders, version ${before + 2}\n`)
  write('pipelines/orders.yaml', orders)
  expect(await pipelines('diff', 'pipelines')).toMatchObject({ code: 0 })
})

test.each([
  [
    orders.replace('amount: number', 'amount: numbre'),
    /orders\.yaml:15 steps\[1\]\.cast\.amount: expected one of string, /,
  ],
  [orders.replace('TEST"', 'TEST'), /orders\.yaml:14 steps\[0\]\.filter: expected a pipeline that compiles, got /],
  [orders.replace('filtered: 1', 'filtered: 2'), /orders\.yaml:24 fixtures\[0\]\.filtered: expected 2, got 1/],
  [orders.replace('[id]', '[id'), /orders\.yaml:\d+ \(syntax\): expected YAML, got /],
  [orders.replace('[id]', '7'), /orders\.yaml:6 schema\.required: expected /],
  ['', /orders\.yaml:1 \(top\): expected a pipeline, .* got nothing/],
  ['format: csv\nschema: order\n', /orders\.yaml:2 schema: expected .*, got "order"/],
])('what is wrong is told by its line, and nothing is changed: %#', async (text, told) => {
  write('pipelines/orders.yaml', text)
  write('pipelines/other.yaml', 'format: json\n')
  const version = await versionOf('orders')
  const refused = await apply('pipelines')
  expect(refused).toMatchObject({ code: 2, out: '', err: expect.stringMatching(told) })
  expect(refused.err).toContain('✗ pipelines/orders.yaml:')
  expect(refused.err).toContain('Nothing was changed.')
  expect(await names()).not.toContain('other')
  expect(await versionOf('orders')).toBe(version)
})

test('several things that are wrong are told at once, for programs as well', async () => {
  write('pipelines/orders.yaml', 'format: csw\nsteps: 7\n')
  const { err } = await apply('pipelines')
  expect(err.split('\n').map((line) => line.trim())).toEqual([
    '✗ 2 places are wrong',
    expect.stringMatching(/^pipelines\/orders\.yaml:1 format: expected one of json, .*, got "csw"$/),
    expect.stringMatching(/^pipelines\/orders\.yaml:2 steps: expected a list, got 7$/),
    'Nothing was changed.',
    '',
  ])
  const { error } = JSON.parse((await apply('pipelines', '--json')).err) as { error: { errors: unknown[] } }
  expect(error).toMatchObject({ code: 'invalid-pipeline', errors: [{ path: 'pipelines/orders.yaml:1 format' }, {}] })
})

test('a whole syndicate.yaml is applied with the schemas it names, and they have lines as well', async () => {
  const whole = 'api:\n  schemas:\n    row: { type: object }\npipelines:\n  named:\n    format: json\n    schema: row\n'
  write('syndicate.yaml', whole)
  expect(await apply('syndicate.yaml')).toMatchObject({ code: 0, out: 'created    named, version 1\n' })
  expect(await cli.json(['pipelines', 'show', 'named'])).toMatchObject([{ definition: { schema: { type: 'object' } } }])
  write('syndicate.yaml', whole.replace('{ type: object }', '\n      type: objekt'))
  expect(await apply('syndicate.yaml')).toMatchObject({
    code: 2,
    err: expect.stringContaining('syndicate.yaml:4 api.schemas.row.type: expected JSON Schema 2020-12'),
  })
  write('pipelines/named.yaml', 'format: json\n')
  expect(await apply('syndicate.yaml', 'pipelines')).toMatchObject({
    code: 2,
    err: expect.stringContaining('pipelines/named.yaml:1 (top): expected a pipeline that stands nowhere else'),
  })
  write('syndicate.yaml', 'pipelines:\n  records: null\n')
  expect(await apply('syndicate.yaml')).toMatchObject({
    code: 2,
    err: expect.stringContaining(
      'syndicate.yaml:2 pipelines.records: expected a pipeline (`syndicate pipelines remove',
    ),
  })
  expect(await apply('nowhere')).toMatchObject({
    code: 2,
    err: expect.stringContaining('nowhere cannot be read: ENOENT'),
  })
  mkdirSync(path('empty'))
  expect(await apply('empty', '--prune', '--yes')).toMatchObject({ code: 2 })
})

test('digits that a double cannot hold are kept, as those of records are', async () => {
  const digits = '12345678901234567890'
  const record = `{"id":${digits}}`
  write(
    'digits.yaml',
    `format: json\nschema: { properties: { id: { const: ${digits} } } }\nfixtures: [{ name: long, input: '${record}', expect: [${record}] }]\n`,
  )
  expect(await apply('digits.yaml')).toMatchObject({ code: 0 })
  const definition = { schema: { properties: { id: { const: digits } } }, fixtures: [{ expect: [{ id: digits }] }] }
  expect(await cli.json<PipelineDetail>(['pipelines', 'show', 'digits'])).toMatchObject([{ definition }])
  write('digits.yaml', `format: json\nschema: { properties: { id: { maximum: ${digits} } } }\n`)
  expect(await apply('digits.yaml')).toMatchObject({ code: 0 })
  // A limit is a number, as a double holds it.
  const limited = { schema: { properties: { id: { maximum: Number(digits) } } } }
  expect(await cli.json<PipelineDetail>(['pipelines', 'show', 'digits'])).toMatchObject([{ definition: limited }])
})

test('fixtures are run, of files and of what is there', async () => {
  expect(await pipelines('test', 'pipelines', 'records')).toEqual({
    code: 0,
    out: '✓ orders: 1 hold\n✓ records: 2 hold\n',
    err: '',
  })
  const version = await versionOf('orders')
  write('pipelines/orders.yaml', 'format: json\n')
  expect((await pipelines('test', 'pipelines/orders.yaml')).out).toBe('- orders: no fixtures\n')
  expect(await versionOf('orders')).toBe(version)
  write('pipelines/orders.yaml', orders.replace('amount: 12.5', 'amount: 13.5'))
  expect(await pipelines('test', './pipelines')).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringMatching(/pipelines\/orders\.yaml:\d+ fixtures\[0\]\.expect\[0\]: expected .*13.5.*, got .*12.5/),
  })
  expect(await pipelines('test', 'nothing')).toMatchObject({ code: 4 })
})

test('a viewer may look and export, and no more', async () => {
  const viewer = createCli(system.url)
  await cli.run(['users', 'create', 'vera', '--role', 'viewer'], 'first good password')
  await viewer.run(['login', '--username', 'vera', '--password-stdin'], 'first good password')
  expect(await viewer.run(['pipelines', 'export', 'orders', '--to', '.'])).toMatchObject({ code: 0 })
  for (const args of [
    ['apply', 'orders.yaml'],
    ['diff', 'orders.yaml'],
    ['remove', 'orders', '--yes'],
  ])
    expect(await viewer.run(['pipelines', ...args])).toMatchObject({ code: 3, out: '' })
  viewer.remove()
})
