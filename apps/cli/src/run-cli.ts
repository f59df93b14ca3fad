import { CommanderError } from 'commander'
import { createContext, type Context, type GlobalOptions } from './context.ts'
import { explainError, type Explanation } from './explain-error.ts'
import { exitCodes } from './exit-codes.ts'
import { takeGlobalOptions } from './global-options.ts'
import { createProgram } from './program.ts'
import { suggestSubcommand } from './suggest-subcommand.ts'
import type { Surroundings } from './surroundings.ts'

/** Runs one command. @returns the code to exit with */
export async function runCli(surroundings: Surroundings): Promise<number> {
  const { argv, interrupted } = surroundings
  let made: Context | undefined
  // Until the command line is understood, for saying what is wrong with it.
  let options: GlobalOptions = {
    color: !argv.includes('--no-color'),
    ...(argv.includes('--json') && { json: true as const }),
  }
  const context = () => (made ??= createContext(surroundings, options))
  const program = createProgram({ surroundings, context })
  program.hook('preAction', (_program, command) => void (options = takeGlobalOptions(command)))

  try {
    await Promise.race([program.parseAsync(argv, { from: 'user' }), interruption(interrupted)])
    return exitCodes[made?.exit() ?? 'done']
  } catch (error) {
    if (interrupted.aborted) {
      context().out.note(`\n${context().saidOnInterrupt()}`)
      return exitCodes.interrupted
    }
    const explanation = explain(error)
    if (!explanation) return exitCodes.done
    context().out.error(explanation)
    return exitCodes[explanation.exit]
  } finally {
    made?.close()
  }

  function explain(error: unknown): Explanation | null {
    const suggestion = error instanceof CommanderError ? suggestSubcommand(program, argv, error) : undefined
    if (suggestion) return { exit: 'wrongUse', code: 'wrong-use', ...suggestion }
    const told = explainError(error, () => context().circumstances())
    return told && { ...told, runId: made?.runNamed() }
  }
}

/** Never resolves; rejects on Ctrl-C, whatever is still under way. */
function interruption(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('interrupted')), { once: true })
  })
}
