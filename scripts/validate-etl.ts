import { ConfigError, errorInPipelines, hashKeyWarning, readConfig, readSource, type Config } from '@syndicate/config'
import { under, type Fault } from '@syndicate/definitions'
import { limitsOf, openChecks } from '@syndicate/runs'
import { checkPostgres, checkRedis, type Finding } from './src/check-services.ts'

const marks = { ok: '✓', warning: '!', wrong: '✗' } as const

function report({ what, state, detail }: Finding): void {
  console.log(`${marks[state]} ${what}: ${detail}`)
  if (state === 'wrong') process.exitCode = 1
}

/** The configuration, when it is good in itself; what is wrong has been told. */
async function checkConfig(): Promise<Config | null> {
  let what = 'Configuration'
  try {
    const source = readSource({ env: process.env })
    const config = readConfig(source)
    report({ what, state: 'ok', detail: `${source.file}, ${config.nodeEnv}` })
    for (const detail of config.warnings) report({ what, state: 'warning', detail })
    what = 'Pipelines'
    const faults = await faultsOf(config)
    if (faults.length > 0) throw errorInPipelines(source, faults)
    const sound = config.pipelines.flatMap(({ name, definition }) => (definition ? [{ name, definition }] : []))
    const unkeyed = sound.flatMap(({ definition }) => hashKeyWarning(config, definition) ?? [])
    for (const detail of new Set(unkeyed)) report({ what, state: 'warning', detail })
    report({ what, state: 'ok', detail: sound.map(({ name }) => name).join(', ') })
    return config
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    report({ what, state: 'wrong', detail: `\n${error.message}` })
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
  const findings = await Promise.all([checkPostgres(config), checkRedis(config)])
  findings.flat().forEach(report)
}
