import { accessSync, constants, globSync, readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

// The parser leaves it to a bundler to read its tables.
const hooks = registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context),
})
const { NoOperationTraceWriter, parseWorkflow } = await import('@actions/workflow-parser')
hooks.deregister()

const root = resolve(import.meta.dirname, '../..')
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }
/** pnpm's own. */
const commands = new Set(['install', 'audit'])

interface Workflow {
  on: object
  permissions?: unknown
  concurrency?: unknown
  jobs: Record<string, { 'timeout-minutes'?: number; strategy?: { matrix: { suite: string[] } }; steps: Step[] }>
}
interface Step {
  uses?: string
  run?: string
  with?: Record<string, unknown>
}

function problemsOf(name: string, content: string): string[] {
  const { context } = parseWorkflow({ name, content }, new NoOperationTraceWriter())
  return context.errors.getErrors().map(({ message }) => message)
}

test('a workflow that says what there is not is told', () => {
  const broken = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps: [{ run: x, whith: {} }]\n'
  expect(problemsOf('broken.yml', broken)).toEqual([expect.stringContaining('whith')])
})

describe.each(globSync('.github/workflows/*.yml', { cwd: root }))('%s', (file) => {
  const text = readFileSync(join(root, file), 'utf8')
  const workflow = parse(text) as Workflow
  const jobs = Object.values(workflow.jobs)
  const steps = jobs.flatMap((job) => job.steps)

  test('is one', () => expect(problemsOf(file, text)).toEqual([]))

  test('has only the rights it names, and ends', () => {
    expect(workflow).toHaveProperty('permissions')
    expect(workflow).toHaveProperty('concurrency')
    expect(jobs.filter((job) => job['timeout-minutes'] === undefined)).toEqual([])
    expect(workflow.on).not.toHaveProperty('pull_request_target')
    for (const step of steps.filter(({ uses }) => uses?.startsWith('actions/checkout')))
      expect(step.with).toMatchObject({ 'persist-credentials': false })
  })

  test('runs what is there, and puts nothing of a stranger into a shell', () => {
    const lines = steps.flatMap(({ run }) => run ?? [])
    expect(lines.filter((line) => /\$\{\{(?! matrix\.)/.test(line))).toEqual([])
    for (const [program] of lines.join('\n').matchAll(/\.ci\/[\w-]+/g))
      expect(() => accessSync(join(root, program), constants.X_OK)).not.toThrow()
    const called = [...lines.join('\n').matchAll(/pnpm@12 (?:--silent )?([\w:-]+)/g)].map(([, name]) => name!)
    const suites = jobs.flatMap((job) => job.strategy?.matrix.suite ?? [])
    const known = new Set([...commands, ...Object.keys(scripts)])
    expect([...called, ...suites].filter((name) => !known.has(name))).toEqual([])
  })
})
