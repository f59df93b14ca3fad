import { ConfigError } from '../config-error.ts'
import { readConfig } from '../read-config.ts'

export const head = `api:
  etl:
    pipelineOf: { JSON: a, YAML: a, BINARY: a, TELEMETRY: a }
`
/** The least that is a configuration. */
export const minimal = `${head}pipelines:
  a: { format: json }
`
export const strong = 'k3Jx9fQ2vLw8ZrT5nBc7YhM1sDg4PaUeXo6iRqWy'

export function read(text: string, env: Record<string, string | undefined> = {}) {
  return readConfig({ text, file: 'syndicate.yaml', env })
}

/** What is said to be wrong, a line each. */
export function problemsOf(text: string, env: Record<string, string | undefined> = {}): string[] {
  try {
    read(text, env)
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n')
    throw error
  }
  return []
}
