/** What `runSystem` starts and stops. */
export interface System {
  /** Resolves with the reason when it cannot go on. */
  failed: Promise<string>
  stop(): Promise<void>
}

export interface SystemRun<S extends System> {
  start: () => Promise<S>
  /** Goes on in the running system; when it resolves to a number, the system is stopped and that is the exit status. */
  work: (system: S) => Promise<number | void>
  print: (line: string) => void
  /** Gets the reason of a failure. @default print */
  printError?: (line: string) => void
}

const impatientAfterMs = 1000

/**
 * Starts a system, does the work and serves until Ctrl-C, SIGTERM or a closed terminal, then stops it.
 * A second Ctrl-C does not wait: what runs below us ends by itself when we are gone.
 * @returns the exit status
 */
export async function runSystem<S extends System>({
  start,
  work,
  print,
  printError = print,
}: SystemRun<S>): Promise<number> {
  const interrupted = Promise.withResolvers<void>()
  let firstAt = 0
  const interrupt = (signal: NodeJS.Signals) => {
    // One Ctrl-C may come twice within moments: from the terminal, and passed on by the package manager.
    if (firstAt > 0 && signal === 'SIGINT' && Date.now() - firstAt > impatientAfterMs) process.exit(130)
    if (firstAt > 0) return
    firstAt = Date.now()
    print('\nStopping …')
    interrupted.resolve()
  }
  const watched = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of watched) process.on(signal, interrupt)
  // The terminal may be gone before the shutdown is done.
  process.stdout.on('error', () => {})
  let system: S | undefined
  try {
    system = await start()
    if (firstAt > 0) return 0
    const outcome = await Promise.race([
      interrupted.promise.then(() => 0),
      system.failed.then((reason) => Promise.reject(new Error(reason))),
      work(system).then((status) => status ?? new Promise<never>(() => {})),
    ])
    return outcome
  } catch (error) {
    printError(`\n${error instanceof Error ? error.message : String(error)}`)
    return 1
  } finally {
    await system?.stop()
    for (const signal of watched) process.off(signal, interrupt)
  }
}
