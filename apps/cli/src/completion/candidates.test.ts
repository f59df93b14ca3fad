import { Argument, Command, Option } from 'commander'
import { describe, expect, it } from 'vitest'
import { candidatesFor, type Candidates } from './candidates.ts'

const list = new Command('list').addOption(new Option('--state <state>').choices(['open', 'done'])).option('--group')
const root = new Command('syndicate')
  .option('--url <url>')
  .addCommand(new Command('run').argument('<file>').option('-p, --pipeline <name>').option('-w, --watch'))
  .addCommand(new Command('records').argument('<dataset>'))
  .addCommand(
    new Command('things').addCommand(list, { isDefault: true }).addCommand(new Command('show').argument('<id>')),
  )
  .addCommand(
    new Command('pipelines')
      .addCommand(new Command('show').argument('<name>'))
      .addCommand(new Command('export').argument('[names...]'))
      .addCommand(new Command('apply').argument('<paths...>'))
      .addCommand(new Command('test').argument('<paths-or-names...>')),
  )
  .addCommand(new Command('datasets').addCommand(new Command('show').argument('<name>')))
  .addCommand(new Command('shell').addArgument(new Argument('<shell>').choices(['bash', 'fish'])))
  .addCommand(new Command('inner'), { hidden: true })

const at = (line: string): Candidates => {
  const words = line.split(' ')
  return candidatesFor(root, words.slice(0, -1), words.at(-1)!)
}
const names = (line: string) => {
  const found = at(line)
  return 'words' in found ? found.words.map(({ name }) => name) : found
}

describe('what may stand at the cursor', () => {
  it.each([
    ['', ['run', 'records', 'things', 'pipelines', 'datasets', 'shell']],
    ['--url http://x ', ['run', 'records', 'things', 'pipelines', 'datasets', 'shell']],
    ['things ', ['list', 'show']],
    ['things --', ['--state', '--group', '--help']],
    ['things --state ', ['open', 'done']],
    ['things --group --state o', ['open', 'done']],
    ['run -', ['--pipeline', '--watch', '--help']],
    ['shell ', ['bash', 'fish']],
    ['shell bash ', []],
    ['things show ', []],
  ])('after "%s"', (line, expected) => expect(names(line)).toEqual(expected))

  it.each([
    ['run ', { files: true }],
    ['run --watch ', { files: true }],
    ['run -p ', { remote: 'pipelines' }],
    ['run x --pipeline te', { remote: 'pipelines' }],
    ['records ', { remote: 'datasets' }],
    ['datasets show ', { remote: 'datasets' }],
    ['pipelines show te', { remote: 'pipelines' }],
    ['pipelines export a b ', { remote: 'pipelines' }],
    ['pipelines apply ', { files: true }],
    ['pipelines test ', { remote: 'pipelines' }],
    ['pipelines test ./', { files: true }],
    ['pipelines test a pipelines/', { files: true }],
  ])('after "%s" it is not known here', (line, expected) => expect(at(line)).toEqual(expected))
})
