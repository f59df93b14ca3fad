import { checkRecipes, ConfigError, readConfig, readSource, type Config } from '@syndicate/config'
import { createEngine } from '@syndicate/runs'
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
    const engine = createEngine(config.api.etl.hashKey)
    checkRecipes(source, config, engine.compile)
    report({ what, state: 'ok', detail: Object.keys(config.recipes).join(', ') })
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
