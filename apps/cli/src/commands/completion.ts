import { Argument, Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../deps.ts'
import { examples } from '../examples.ts'

const shells = ['bash', 'zsh', 'fish'] as const

export function completionCommand({ surroundings }: CommandDeps) {
  return new Command('completion')
    .description('Print a script that lets a shell complete commands, options and names')
    .addArgument(new Argument('<shell>').choices(shells))
    .addHelpText(
      'after',
      examples(
        ['bash, for this shell and for all to come', 'source <(syndicate completion bash)'],
        ['', "echo 'source <(syndicate completion bash)' >> ~/.bashrc"],
        ['zsh, after compinit in ~/.zshrc', 'source <(syndicate completion zsh)'],
        ['fish', 'syndicate completion fish > ~/.config/fish/completions/syndicate.fish'],
      ),
    )
    .action(async (shell) => {
      const { getCompletionScript } = await import('@pnpm/tabtab')
      surroundings.stdout.write(await getCompletionScript({ name: 'syndicate', completer: 'syndicate', shell }))
    })
}
