import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { secretVariables, variableNames } from '@syndicate/config'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { everything } from './everything.ts'
import { chartDir, noHelm, render, root } from './helm.ts'
import { containerOf, podsOf } from './manifest.ts'

const textOf = (path: string) => readFileSync(join(root, path), 'utf8')
const notes = readFileSync(join(chartDir, 'templates/NOTES.txt'), 'utf8')

/** What the image has of the repository. */
const baked = textOf('.dockerignore')
  .split('\n')
  .flatMap((line) => /^!(.+)$/.exec(line)?.[1] ?? [])

describe.skipIf(noHelm)('containers of the chart', { timeout: 120_000 }, () => {
  const manifests = noHelm ? [] : render(everything)
  const containers = podsOf(manifests).map(({ spec }) => spec.containers[0])

  test('start programs that the image has, where it has them', () => {
    const ofNotes = [...notes.matchAll(/ -- (node \S+)/g)].map(([, command]) => command!.split(' '))
    const programs = [...containers.map(({ command }) => command), ...ofNotes].map((command) => {
      expect(command[0]).toBe('node')
      return command.find((word) => word.endsWith('.ts'))!
    })
    expect(new Set(programs)).toEqual(
      new Set([
        'apps/gateway/src/main.ts',
        'apps/worker/src/main.ts',
        'scripts/migrate.ts',
        'scripts/create-user.ts',
        'scripts/validate-etl.ts',
      ]),
    )
    for (const program of programs) {
      expect(existsSync(join(root, program)), program).toBe(true)
      expect(baked, program).toContain(program.split('/')[0])
    }
    const last = textOf('deploy/Dockerfile')
      .split(/^FROM /m)
      .at(-1)!
    expect(last).toContain('node:26-slim\nWORKDIR /app\n')
    expect(last).toContain('COPY --from=source /app .\n')
    // The user 1000 of that image.
    expect(last).toContain('\nUSER node\n')
  })

  test('do as those of Compose do', () => {
    interface Service {
      command: string[]
      environment: Record<string, string>
      healthcheck: { test: string[] }
    }
    const { services } = parse(textOf('docker-compose.yml'), { merge: true }) as { services: Record<string, Service> }
    for (const name of ['gateway', 'worker']) {
      const { command, env } = containerOf(manifests, name)
      const { command: known, environment } = services[name]!
      expect(command).toEqual(known)
      for (const each of ['NODE_ENV', 'MALLOC_ARENA_MAX', 'PORT', 'METRICS_PORT', 'SYNDICATE_HEARTBEAT'])
        expect(env.find((variable) => variable.name === each)?.value, each).toBe(environment[each])
    }
    const heartbeat = containerOf(manifests, 'worker').livenessProbe!.exec!.command.at(-1)
    expect(heartbeat).toBe(services['worker']!.healthcheck.test.at(-1))
    const path = containerOf(manifests, 'gateway').readinessProbe!.httpGet!.path
    expect(textOf('deploy/proxy/haproxy.cfg')).toContain(` uri ${path} `)
  })

  test('are given variables that are read, each in one way', () => {
    const read = [...variableNames, 'SYNDICATE_CONFIG', 'MALLOC_ARENA_MAX', 'NODE_EXTRA_CA_CERTS']
    for (const { name, env } of containers) {
      const names = env.map((variable) => variable.name)
      expect(
        names.filter((each) => !read.includes(each) && !each.startsWith('OTEL_')),
        name,
      ).toEqual([])
      expect(names, name).toEqual([...new Set(names)])
    }
  })

  test('may be given every variable that there is for them, and secrets by the Secret alone', () => {
    const schema = JSON.parse(readFileSync(join(chartDir, 'values.schema.json'), 'utf8')) as {
      properties: {
        env: { properties: object }
        secret: { properties: { values: { propertyNames: { enum: string[] } } } }
      }
    }
    const { env, secret } = schema.properties
    const secrets = secret.properties.values.propertyNames.enum
    expect(secrets.toSorted()).toEqual([...secretVariables, 'OTEL_EXPORTER_OTLP_HEADERS'].toSorted())
    const fromSecret = containerOf(render(), 'gateway').env.flatMap(
      ({ valueFrom }) => valueFrom?.secretKeyRef.key ?? [],
    )
    expect(fromSecret.toSorted()).toEqual(secrets.toSorted())

    const ofTests = ['SYNDICATE_FAILPOINTS', 'SYNDICATE_ABORT_ON']
    const ofTheChart = containers.flatMap((each) => each.env.map(({ name }) => name))
    const possible = new Set([...Object.keys(env.properties), ...secrets, ...ofTheChart])
    expect(variableNames.filter((name) => !possible.has(name))).toEqual(ofTests)
  })
})
