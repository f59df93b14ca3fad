import type { Broker } from '@syndicate/broker'
import type { Catalog } from '@syndicate/catalog'
import type { Config } from '@syndicate/config'
import type { RunContext } from '@syndicate/runs'
import type { FastifyBaseLogger } from 'fastify'

/** What the gateway is given: opened by `main`, closed by `main`. */
export interface GatewayDeps {
  config: Config
  catalog: Catalog
  broker: Broker
  runs: RunContext
  log?: FastifyBaseLogger
  /** Aborted when this gateway is about to be closed. */
  draining?: AbortSignal
  /** Where the built console is, if anywhere. */
  consoleDir?: string
}
