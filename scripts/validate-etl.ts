import { ConfigError, errorInPipelines, hashKeyWarning, readConfig, readSource, type Config } from '@syndicate/config'
import { under } from '@syndicate/definitions'
import { checkDefinition, limitsOf } from '@syndicate/runs'
import { checkPostgres, checkRedis, type Finding } from './src/check-services.ts'

const marks = { ok: '✓', warning: '!', wrong: '✗' } as const

function report({ what, state, detail }: Finding): void {
  console.log(`${marks[state]} ${what}: ${detail}`)
  if (state === 'wrong') process.exitCode = 1
}

/** The configuration, when it is good in itself; what is wrong has been told. */
function checkConfig(): Config | null {
  let what = 'Configuration'
  try {
    const source = readSource({ env: process.env })
    const config = readConfig(source)
    report({ what, state: 'ok', detail: `${source.file}, ${config.nodeEnv}` })
    for (const detail of config.warnings) report({ what, state: 'warning', detail })
    what = 'Pipelines'
    const { cut } = limitsOf(config.api.etl)
    const pipelines = config.pipelines.flatMap(({ name, definition }) => (definition ? [{ name, definition }] : []))
    const faults = pipelines.flatMap(({ name, definition }) => under([name], checkDefinition(name, definition, cut)))
    if (faults.length > 0) throw errorInPipelines(source, faults)
    const unkeyed = pipelines.flatMap(({ definition }) => hashKeyWarning(config, definition) ?? [])
    for (const detail of new Set(unkeyed)) report({ what, state: 'warning', detail })
    report({ what, state: 'ok', detail: pipelines.map(({ name }) => name).join(', ') })
    return config
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    report({ what, state: 'wrong', detail: `\n${error.message}` })
    return null
  }
}

const config = checkConfig()
if (config) {
  const findings = await Promise.all([checkPostgres(config), checkRedis(config)])
  findings.flat().forEach(report)
}
