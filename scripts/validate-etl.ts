import { ConfigError, errorInPipelines, hashKeyWarning, readConfig, readSource, type Config } from '@syndicate/config'
import type { Severity } from '@syndicate/contracts'
import { under, type Fault } from '@syndicate/definitions'
import { limitsOf, openChecks } from '@syndicate/runs'
import { checkServices } from './src/check-services.ts'

const marks = { ok: '✓', warning: '!', error: '✗' } as const

function report(severity: Severity, what: string): void {
  console.log(`${marks[severity]} ${what}`)
  if (severity === 'error') process.exitCode = 1
}

/** The configuration, when it is good in itself; what is wrong has been told. */
async function checkConfig(): Promise<Config | null> {
  let what = 'Configuration'
  try {
    const source = readSource({ env: process.env })
    const config = readConfig(source)
    report('ok', `${what}: ${source.file}, ${config.nodeEnv}`)
    for (const detail of config.warnings) report('warning', `${what}: ${detail}`)
    what = 'Pipelines'
    const faults = await faultsOf(config)
    if (faults.length > 0) throw errorInPipelines(source, faults)
    const sound = config.pipelines.flatMap(({ name, definition }) => (definition ? [{ name, definition }] : []))
    const unkeyed = sound.flatMap(({ definition }) => hashKeyWarning(config, definition) ?? [])
    for (const detail of new Set(unkeyed)) report('warning', `${what}: ${detail}`)
    report('ok', `${what}: ${sound.map(({ name }) => name).join(', ')}`)
    return config
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    report('error', `${what}:\n${error.message}`)
    return null
  }
}

/** Of all pipelines. */
async function faultsOf({ pipelines, performance, api }: Config): Promise<Fault[]> {
  const checks = openChecks(performance, limitsOf(api.etl))
  const faults: Fault[] = []
  for (const { name, definition } of pipelines)
    if (definition) faults.push(...under([name], await checks.faultsOf(name, definition)))
  await checks.close()
  return faults
}

const config = await checkConfig()
if (config) {
  for (const { severity, what, mend } of await checkServices(config)) report(severity, mend ? `${what}. ${mend}` : what)
}
