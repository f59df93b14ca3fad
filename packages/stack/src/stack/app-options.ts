import type { ProcessExit } from '../processes/start-process.ts'

/** What it takes to start the gateway or a worker. */
export interface AppOptions {
  name: string
  /** The project's root, where syndicate.yaml is. */
  cwd: string
  env: NodeJS.ProcessEnv
  /** Without it, the app's log goes to our standard output. */
  logFile?: string | undefined
  onUnexpectedExit?: ((exit: ProcessExit) => void) | undefined
}
