import { requireTerminal, terminal, type Streams } from './terminal.ts'

interface Choice<Letter extends string> {
  message: string
  /** One of them is typed; the first is meant by Enter alone. */
  letters: readonly [Letter, ...Letter[]]
  /** How it is said without being asked. */
  otherwise: string
}

/** Asks for one of some letters; words that begin with one do as well. @throws CliError wrongUse without a terminal */
export async function choose<Letter extends string>(
  streams: Streams,
  { message, letters, otherwise }: Choice<Letter>,
): Promise<Letter> {
  requireTerminal(streams, `"${message}"`, otherwise)
  const { default: input } = await import('@inquirer/input')
  const [usual, ...others] = letters
  const meant = (typed: string) =>
    typed.trim() === '' ? usual : letters.find((each) => typed.trim().toLowerCase()[0] === each)
  const answer = await input(
    {
      message: `${message} [${[usual.toUpperCase(), ...others].join('/')}]`,
      validate: (typed) => meant(typed) !== undefined || `One of ${letters.join(', ')}`,
    },
    terminal(streams),
  )
  return meant(answer) ?? usual
}
