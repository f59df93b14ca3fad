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
}

/**
 * Starts a system, does the work and serves until Ctrl-C, SIGTERM or a closed terminal, then stops it.
 * A second Ctrl-C does not wait: what runs below us ends by itself when we are gone.
 * @returns the exit status
 */
export async function runSystem<S extends System>({ start, work, print }: SystemRun<S>): Promise<number> {
  const interrupted = Promise.withResolvers<void>()
  let signals = 0
  const interrupt = () => {
    signals += 1
    if (signals > 1) process.exit(130)
    print('\nStopping …')
    interrupted.resolve()
  }
  const watched = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of watched) process.on(signal, interrupt)
  let system: S | undefined
  try {
    system = await start()
    if (signals > 0) return 0
    const outcome = await Promise.race([
      interrupted.promise.then(() => 0),
      system.failed.then((reason) => Promise.reject(new Error(reason))),
      work(system).then((status) => status ?? new Promise<never>(() => {})),
    ])
    return outcome
  } catch (error) {
    print(`\n${error instanceof Error ? error.message : String(error)}`)
    return 1
  } finally {
    await system?.stop()
    for (const signal of watched) process.off(signal, interrupt)
  }
}
