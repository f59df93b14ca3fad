import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PipelineEntry } from '@syndicate/config/pipelines-of-files'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'

/**
 * Opens the text of a pipeline in somebody's editor.
 * @param env names the editor: VISUAL, EDITOR, or vi
 * @returns the text as it was left. @throws CliError failed when the editor does
 */
export async function editText(
  here: Pick<Context, 'lendTerminal'>,
  name: string,
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const editor = env['VISUAL'] || env['EDITOR'] || 'vi'
  const folder = mkdtempSync(join(tmpdir(), 'syndicate-edit-'))
  try {
    const file = join(folder, `${name}.yaml`)
    writeFileSync(file, text)
    // By a shell, for it may have options, and one that survives Ctrl-C, as we do. Standard output is for data.
    const [code, signal] = await here.lendTerminal(async () => {
      const child = spawn('sh', ['-c', `trap : INT; ${editor} "$1"`, 'sh', file], { stdio: [0, 2, 2] })
      return (await once(child, 'close')) as [number | null, string | null]
    })
    if (code !== 0) throw new CliError('failed', `${editor} ended with ${code ?? signal}`, 'EDITOR names another one.')
    return readFileSync(file, 'utf8')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A pipeline by its text, with the lines it stands on. @throws CliError wrongUse with the line that is no YAML */
export async function readEdited(name: string, text: string): Promise<PipelineEntry> {
  const { readPipelineTexts } = await import('../pipelines/read-files.ts')
  const entry = readPipelineTexts([{ name, text, file: `${name}.yaml` }]).find((each) => each.name === name)
  if (entry) return entry
  throw new CliError('wrongUse', `There is no pipeline ${name} in this text any more`)
}
