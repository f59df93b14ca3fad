import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { secretVariables, variableNames } from './environment.ts'

interface Service {
  image: string
  build?: object
  environment?: Record<string, string>
  ports?: string[]
  secrets?: string[]
  volumes?: string[]
  [key: string]: unknown
}

const root = resolve(import.meta.dirname, '../../..')
const textOf = (path: string) => readFileSync(join(root, path), 'utf8')
const read = (path: string) =>
  parse(textOf(path), { merge: true }) as { services: Record<string, Service>; secrets?: object; volumes: object }
const { services, volumes } = read('docker-compose.yml')
const apps = ['gateway', 'worker'].map((name) => services[name]!)

describe.each(Object.entries(services))('the service %s', (_, service) => {
  it('may do no more than it has to, and takes no more than it is given', () => {
    expect(service).toMatchObject({
      restart: 'unless-stopped',
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '5' } },
      pids_limit: expect.any(Number),
      mem_limit: expect.stringMatching(/^\d+[mg]$/),
      cpus: expect.any(Number),
    })
    expect(service.image).toMatch(/^\$\{SYNDICATE_IMAGE:-syndicate\}$|:v?\d+/)
  })

  it('has its folders, and its secrets nowhere but in variables of their own', () => {
    const secret = new RegExp(`(?<!\\$)\\$\\{(${secretVariables.join('|')}|GRAFANA_PASSWORD)\\b`)
    const { environment = {}, ...rest } = service
    expect(JSON.stringify(rest)).not.toMatch(secret)
    const values = Object.values(environment).filter((value) => secret.test(value))
    for (const value of values) expect(value).toMatch(/^\$\{\w+(\?[^}]*|:-)\}$/)
    for (const [, source] of (service.volumes ?? []).flatMap((each) => [/^(\.?[^:]+):/.exec(each)!]))
      expect(source!.startsWith('./') || source!.startsWith('${') || source! in volumes).toBe(true)
  })
})

describe('gateways and workers', () => {
  it('are of one image, which is built once', () => {
    expect(Object.values(services).filter(({ build }) => build)).toHaveLength(1)
    expect(new Set(apps.map(({ image }) => image))).toEqual(new Set(['${SYNDICATE_IMAGE:-syndicate}']))
    expect(apps.map(({ scale }) => scale)).toEqual(['${GATEWAYS:-1}', '${WORKERS:-2}'])
  })

  it('are given every setting that is known, and none that is not', () => {
    // Of tests, or where they are set otherwise.
    const ofTests = ['SYNDICATE_ABORT_ON', 'SYNDICATE_FAILPOINTS', 'SYNDICATE_PREFIX', 'SYNDICATE_SCHEMA']
    // The stack has a Redis of its own, to which nothing leads but a password.
    const isElsewhere = (name: string) => ofTests.includes(name) || /^REDIS_(?!URL|PASSWORD)/.test(name)
    const given = apps.flatMap(({ environment = {} }) => Object.keys(environment))
    expect(variableNames.filter((name) => !given.includes(name) && !isElsewhere(name))).toEqual([])
    expect(given.filter((name) => !variableNames.includes(name) && !/^(OTEL_|MALLOC_|NODE_EXTRA_)/.test(name))).toEqual(
      [],
    )
  })

  it('are not open to other machines', () => {
    const open = Object.entries(services).flatMap(([name, { ports = [] }]) =>
      ports.some((each) => !/^(127\.0\.0\.1|\$\{SYNDICATE_LISTEN:-127\.0\.0\.1\}):/.test(each)) ? [name] : [],
    )
    expect(open).toEqual(['tls'])
  })
})

it('secrets in files are of variables that may be, each where its service finds it', () => {
  const overlay = read('deploy/compose.secrets.yml')
  const may = [...secretVariables, 'GF_SECURITY_ADMIN_PASSWORD_'].map((name) => `${name}_FILE`)
  for (const [name, { environment = {}, secrets = [] }] of Object.entries(overlay.services)) {
    expect(services).toHaveProperty(name)
    expect(Object.keys(environment).filter((variable) => !may.includes(variable))).toEqual([])
    const paths = Object.values(environment).map((path) => path.replace(/^\$\{\w+-(.*)\}$/, '$1'))
    expect(paths.filter((path) => !secrets.some((each) => path === `/run/secrets/${each}`))).toEqual([])
    for (const secret of secrets) expect(overlay.secrets).toHaveProperty(secret, { file: `./secrets/${secret}` })
  }
})

it('nothing is baked into the image but what is named, and nothing of an installation is committed', () => {
  const rules = textOf('.dockerignore')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
  expect(rules[0]).toBe('*')
  const named = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1))
  const tracked = execFileSync('git', ['ls-files', ...named], { cwd: root, encoding: 'utf8' })
  for (const each of named) expect(tracked).toMatch(new RegExp(`^${each}(/|$)`, 'm'))
  expect(named.filter((each) => /deploy|pipelines|secrets|certificates|syndicate\.yaml|[*]/.test(each))).toEqual([])

  const own = ['.env', '.env.old', 'secrets/jwt-secret', 'certificates/etl.key', 'deploy/alertmanager/own.yml']
  own.push('docker-compose.override.yml', 'backup/base/PG_VERSION', 'syndicate.dump', 'syndicate.dump.part')
  const ignored = execFileSync('git', ['check-ignore', '--no-index', ...own], { cwd: root, encoding: 'utf8' })
  expect(ignored.trimEnd().split('\n')).toEqual(own)
})

describe('deploy/make-env.sh', () => {
  function made(env: Record<string, string>, ...runs: string[][]): { folder: string; env: string } {
    const folder = mkdtempSync(join(tmpdir(), 'make-env-'))
    mkdirSync(join(folder, 'deploy'))
    if (env['BEFORE']) writeFileSync(join(folder, '.env'), env['BEFORE'])
    cpSync(join(root, 'deploy/make-env.sh'), join(folder, 'deploy/make-env.sh'))
    for (const args of runs)
      execFileSync('sh', ['deploy/make-env.sh', ...args], { cwd: folder, env: { PATH: process.env['PATH']!, ...env } })
    return { folder, env: readFileSync(join(folder, '.env'), 'utf8') }
  }

  it('makes all that has to be set, for its owner alone, and once', () => {
    const required = Array.from(textOf('docker-compose.yml').matchAll(/\$\{(\w+)\?/g), ([, name]) => name!)
    const { folder, env } = made({}, [], [])
    const lines = env.trimEnd().split('\n')
    expect(lines.map((line) => line.split('=')[0])).toEqual(expect.arrayContaining([...new Set(required)]))
    for (const line of lines) expect(line).toMatch(/^\w+=[\da-f]{64}$/)
    expect(new Set(lines.map((line) => line.split('=')[0])).size).toBe(lines.length)
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600)
  })

  it('takes what the environment has, of any letters', () => {
    const { env } = made({ POSTGRES_PASSWORD: 'p@ss/w:rd$ \'#"' }, [])
    expect(env).toContain(`POSTGRES_PASSWORD='p@ss/w:rd$ \\'#"'\n`)
  })

  it('makes no secrets for a database that was made with others', () => {
    const bin = mkdtempSync(join(tmpdir(), 'make-env-bin-'))
    // An engine that has a volume of each name.
    writeFileSync(join(bin, 'docker'), '#!/bin/sh\nexit 0\n', { mode: 0o755 })
    const path = { PATH: `${bin}:${process.env['PATH']}` }
    expect(() => made(path, [])).toThrow(/_postgres.* has its JWT_SECRET/)
    const { env } = made({ ...path, JWT_SECRET: 'of before', POSTGRES_PASSWORD: 'as-well' }, [])
    expect(env).toContain(`JWT_SECRET='of before'\n`)
    expect(env).not.toContain('HASH_KEY')
  })

  it('makes files for an installation without a HASH_KEY, and leaves it without', () => {
    const { folder, env } = made({ BEFORE: 'JWT_SECRET=\n', JWT_SECRET: 'of before' }, ['--files'])
    expect(env).toContain('\nHASH_KEY_FILE=\n')
    expect(readFileSync(join(folder, 'secrets/hash-key'), 'utf8')).toBe('')
    expect(readFileSync(join(folder, 'secrets/jwt-secret'), 'utf8')).toBe('of before')
  })

  it('makes files instead, in a folder that nobody else gets into', () => {
    const { folder, env } = made({ REDIS_PASSWORD: 'of $mine' }, ['--files'], ['--files'])
    expect(env).toMatch(/^(\w+=\n)+COMPOSE_FILE=docker-compose\.yml:deploy\/compose\.secrets\.yml\n$/)
    expect(readFileSync(join(folder, 'secrets/redis-password'), 'utf8')).toBe('of $mine')
    expect(statSync(join(folder, 'secrets')).mode & 0o777).toBe(0o700)
  })
})
