import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '@syndicate/config'
import { describe, expect, test } from 'vitest'
import { hasPromtool } from '../observe/prometheus.ts'
import { everything } from './everything.ts'
import { faultsOf } from './faults-of.ts'
import { chartDir, helm, noHelm, render, root } from './helm.ts'
import { ofKind, podsOf, queriesOf, type Manifest } from './manifest.ts'

// Helm takes its time on a machine that is busy.
const busy = { timeout: 120_000 }

describe.skipIf(noHelm)(`the chart${noHelm ? `: ${noHelm}` : ''}`, busy, () => {
  const variants: [string, object][] = [
    ['its own values', {}],
    ['everything', everything],
    [
      'what is there already',
      { secret: { existing: 'mine' }, existingConfigMap: 'mine', migrations: { enabled: false } },
    ],
  ]

  test.each(variants)('is well made with %s', (_, values) => {
    expect(helm(['lint', '--strict', chartDir], values)).toContain('0 chart(s) failed')
  })

  test.each(variants)('makes what Kubernetes takes with %s', async (_, values) => {
    const manifests = render(values)
    expect(manifests.length).toBeGreaterThan(8)
    expect(await faultsOf(manifests)).toEqual([])
  })

  test('is found wrong where a member is not known, or a value is none', async () => {
    const [service] = ofKind(render(), 'Service')
    const odd = { ...service!, spec: { ...service!.spec, sesionAffinity: 'None', ports: [{ port: 80.5 }] } }
    const faults = (await faultsOf([odd])).join('\n')
    expect(faults).toMatch(/sesionAffinity\W+ does not exist/)
    expect(faults).toMatch(/port must be integer/)
  })

  test('has the version of the program, and its rules', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    expect(readFileSync(join(chartDir, 'Chart.yaml'), 'utf8')).toContain(`\nappVersion: ${version}\n`)
    const [rules] = ofKind(render({ monitoring: { rules: { enabled: true } } }), 'PrometheusRule')
    expect(JSON.stringify(rules!.spec)).toContain('docs/runbooks.md#syndicatenogateway')
    expect(JSON.stringify(ofKind(render(everything), 'PrometheusRule'))).not.toContain('"docs/runbooks.md')
  })
})

describe.skipIf(noHelm)('what it makes', busy, () => {
  const manifests = noHelm ? [] : render(everything)

  test.each(podsOf(manifests).map((pod) => [pod.spec.containers[0].name, pod] as const))(
    'lets %s do no more than it has to',
    (_, { spec }) => {
      // As the standard `restricted` of Pod Security wants it.
      expect(spec).toMatchObject({
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'] },
            },
            resources: { requests: { cpu: expect.any(String) }, limits: { memory: expect.any(String) } },
          },
        ],
      })
    },
  )

  test('finds what it names', () => {
    const namesOf = (kind: string) => ofKind(manifests, kind).map(({ metadata }) => metadata.name)
    const elsewhere = ['authorities']
    for (const { spec } of podsOf(manifests)) {
      const maps = (spec.volumes ?? []).flatMap(({ configMap }) => configMap?.name ?? [])
      expect([...namesOf('ConfigMap'), ...elsewhere]).toEqual(expect.arrayContaining(maps))
      const [{ env, volumeMounts = [] }] = spec.containers
      const secrets = env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef.name ?? [])
      expect(new Set(secrets)).toEqual(new Set(namesOf('Secret')))
      expect(spec.volumes?.map(({ name }) => name)).toEqual(volumeMounts.map(({ name }) => name))
    }
    const targets = [...ofKind(manifests, 'ScaledObject'), ...ofKind(manifests, 'HorizontalPodAutoscaler')]
    expect(targets.map(({ spec }) => (spec!['scaleTargetRef'] as { name: string }).name).toSorted()).toEqual(
      namesOf('Deployment').filter((name) => name.includes('worker')),
    )
    // Who is scaled by another has no number here that each upgrade would bring back.
    for (const { metadata, spec } of ofKind(manifests, 'Deployment'))
      expect(Object.hasOwn(spec!, 'replicas'), metadata.name).toBe(metadata.name.endsWith('gateway'))
  })

  test('selects the pods it is about, and no others', () => {
    const found = (labels: Record<string, string>) =>
      podsOf(manifests)
        .filter(({ metadata }) => Object.entries(labels).every(([key, value]) => metadata.labels[key] === value))
        .map(({ spec }) => spec.containers[0].name)
    const selectorOf = ({ spec }: Manifest) => {
      const selector = (spec!['selector'] ?? spec!['podSelector']) as Record<string, unknown>
      return (selector['matchLabels'] ?? selector) as Record<string, string>
    }
    const selected = (kind: string) => ofKind(manifests, kind).map((each) => found(selectorOf(each)).join())
    expect(selected('Service')).toEqual(['gateway'])
    expect(selected('Deployment')).toEqual(['gateway', 'worker', 'worker'])
    expect(selected('PodDisruptionBudget')).toEqual(['gateway', 'worker', 'worker'])
    expect(selected('PodMonitor')).toEqual(['gateway', 'worker,worker'])
    expect(selected('NetworkPolicy').toSorted()).toEqual(['gateway', 'migrate', 'worker,worker'])
  })

  test('says afterwards what to do with what is there', () => {
    const said = helm(['install', 'etl', chartDir, '--namespace', 'data', '--dry-run=client'], everything)
    const notes = said.slice(said.indexOf('\nNOTES:'))
    const named = [...notes.matchAll(/ deploy\/(\S+) -- /g)].map(([, name]) => name)
    expect(named).toEqual(['etl-syndicate-gateway', 'etl-syndicate-gateway'])
    expect(ofKind(manifests, 'Deployment').map(({ metadata }) => metadata.name)).toEqual(expect.arrayContaining(named))
  })

  test.skipIf(!hasPromtool)('asks Prometheus in its own language', () => {
    const rules = queriesOf(manifests).map((expr, at) => ({ record: `asked:${at}`, expr }))
    expect(rules).toHaveLength(2)
    const folder = mkdtempSync(join(tmpdir(), 'syndicate-queries-'))
    const file = join(folder, 'rules.json')
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'asked', rules }] }))
    const { stdout, stderr } = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' })
    rmSync(folder, { recursive: true })
    expect(stdout + stderr).toContain('SUCCESS: 2 rules found')
  })

  test('brings new pods when what they read at their start changes', () => {
    const checksums = [{}, { config: '# other' }, { pipelines: { 'sales.yaml': 'format: json' } }].map((change) =>
      podsOf(render(change), 'gateway').map(({ metadata }) => metadata.annotations!['checksum/config']),
    )
    expect(new Set(checksums.flat()).size).toBe(3)
  })

  test('keeps files as they are given', () => {
    const files = ofKind(manifests, 'ConfigMap').map(({ data }) => data!)
    expect(Object.assign({}, ...files)).toEqual({ 'syndicate.yaml': everything.config, ...everything.pipelines })
    const [secret] = ofKind(manifests, 'Secret')
    expect(Buffer.from(secret!.data!['POSTGRES_PASSWORD']!, 'base64').toString()).toBe(
      everything.secret.values.POSTGRES_PASSWORD,
    )
    expect(secret!.metadata.annotations).toEqual({ 'helm.sh/resource-policy': 'keep' })
  })
})

describe.skipIf(noHelm)('values', busy, () => {
  const one = (name: string, more: object) => ({ workers: [{ name, ...more }] })
  const refused: [string, object, RegExp][] = [
    ['a name that there is not', { image: { tagg: '1' } }, /'tagg' not allowed/],
    ['a word for a number', { gateway: { replicas: 'two' } }, /replicas': got string, want integer/],
    ['a secret among the variables', { env: { JWT_SECRET: 'x' } }, /'JWT_SECRET' not allowed/],
    ['a password in an address', { env: { REDIS_URL: 'redis://:x@redis' } }, /into the Secret, as REDIS_PASSWORD/],
    ['a variable nobody reads, in the Secret', { secret: { values: { FOO: 'x' } } }, /invalid propertyName 'FOO'/],
    ['a stage that there is not', one('x', { stages: ['loud'] }), /must be one of 'extract'/],
    ['a stage nobody takes', one('x', { stages: ['extract', 'load'] }), /no group takes the stage transform/],
    ['two groups of a name', { workers: [{ name: 'x' }, { name: 'x' }] }, /two groups have one name/],
    ['no worker', { workers: [] }, /workers': minItems: got 0, want 1/],
    ['no worker while nothing waits', one('x', { autoscaling: { minReplicas: 0 } }), /minReplicas': minimum/],
    ['an end before work is handed back', one('x', { terminationGracePeriodSeconds: 30 }), /of x has to be more .* 30/],
    ['an Ingress of no host', { ingress: { enabled: true } }, /ingress\/host': minLength/],
    ['a Secret of its own with no database', { secret: { create: true } }, /has to have DATABASE_URL/],
  ]

  test.each(refused)('are refused with %s', (_, values, words) => {
    expect(() => render(values)).toThrow(words)
  })

  test('leave a gateway the time that its configuration says it takes', () => {
    const env = { NODE_ENV: 'production', JWT_SECRET: 'bd3f1c0a97e25684bd3f1c0a97e25685' }
    for (const config of ['', 'performance: { drainSeconds: 0 }', everything.config]) {
      const { drainSeconds, shutdownSeconds } = readConfig({ text: config, file: 'syndicate.yaml', env }).performance
      const within = (seconds: number) => () => render({ config, gateway: { terminationGracePeriodSeconds: seconds } })
      expect(within(drainSeconds + shutdownSeconds)).toThrow('gateway.terminationGracePeriodSeconds has to be more')
      expect(within(drainSeconds + shutdownSeconds + 1)).not.toThrow()
    }
  })
})
