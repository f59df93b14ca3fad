import { pointerOf, type Fault } from '@syndicate/definitions'
import type { Told } from './ask-deployment.ts'
import type { ChangedPipeline } from './changed-pipelines.ts'

/** By this the comment is found again, so that a pull request has one of them. */
const mark = '<!-- syndicate: pipelines -->'

/** Reasons told of each pipeline. */
const mostReasons = 5
/** GitHub takes 65,536 characters. */
const longest = 60_000

export interface JudgedPipeline extends ChangedPipeline {
  faults: Fault[]
  /** Null where no deployment was asked. */
  told: Told | null
}

/**
 * The comment on a pull request, in Markdown: a row for each pipeline, and below what a reviewer has to know of some. Values
 * of stored records are not in it: whoever may read a pull request may read no records.
 * @param problem what is wrong with the configuration as a whole, where nothing could be judged
 */
export function writeComment(pipelines: readonly JudgedPipeline[], problem: string | null = null): string {
  const head = [mark, '### Pipelines', '']
  if (problem !== null) return [...head, '❌ The configuration cannot be read.', '', fenced(problem), ''].join('\n')
  if (pipelines.length === 0) return [...head, 'This change leaves all pipelines as they are.', ''].join('\n')
  const asked = pipelines.some(({ told }) => told !== null)
  const table = [
    '| pipeline | change | definition and fixtures | stored records | would be loaded | newly refused | no longer refused |',
    '| --- | --- | --- | --: | --: | --: | --: |',
    ...pipelines.map(rowOf),
  ]
  const without =
    'No deployment was asked (`SYNDICATE_URL` and `SYNDICATE_KEY`), so definitions and fixtures were tried, and stored records were not.'
  const sections = pipelines.flatMap(sectionOf)
  return fitting([...head, ...table, '', ...(asked ? [] : [without, '']), ...sections])
}

/** As many whole lines as a comment may have. */
function fitting(lines: readonly string[]): string {
  const text = lines.join('\n')
  if (text.length <= longest) return text
  return `${text.slice(0, text.lastIndexOf('\n', longest))}\n\nThere is more than a comment can hold.\n`
}

function rowOf(pipeline: JudgedPipeline): string {
  const { name, change, definition, faults, told } = pipeline
  const cells = [
    code(name).replaceAll('|', '\\|'),
    change,
    definition === null ? '' : verdictOf(definition.fixtures.length, faults),
  ]
  const counts = told && 'check' in told ? countsOf(told.check) : ['–', '–', '–', '–']
  return `| ${[...cells, ...counts].join(' | ')} |`
}

function verdictOf(fixtures: number, faults: Fault[]): string {
  if (faults.length > 0) return `❌ ${counted(faults.length, 'fault')}`
  return fixtures === 0 ? '✅ no fixtures' : `✅ ${counted(fixtures, 'fixture')}`
}

function countsOf({ inputs, books, newlyRefused, noLongerRefused }: CheckOf): string[] {
  const passing = noLongerRefused.loaded + noLongerRefused.filtered
  const looked = `${number(books.in)} of ${counted(inputs.length, 'input')}`
  return [looked, number(books.loaded), newlyRefused > 0 ? `**${number(newlyRefused)}**` : '0', number(passing)]
}

type CheckOf = Extract<Told, { check: unknown }>['check']

function sectionOf({ name, faults, told }: JudgedPipeline): string[] {
  const lines = faults.slice(0, mostReasons).map(({ path, expected, got }) => {
    return `- ❌ ${code(pointerOf(path))}: expected ${code(expected)}, got ${code(got)}`
  })
  if (faults.length > mostReasons) lines.push(`- ${number(faults.length - mostReasons)} more`)
  if (told && 'why' in told) lines.push(`- Stored records were not looked at: ${code(told.why)}`)
  if (told && 'check' in told) lines.push(...reasonsOf(told.check))
  return lines.length === 0 ? [] : [`**${code(name)}**`, '', ...lines, '']
}

/** New refusals, the most frequent first, each with a place to look. */
function reasonsOf({ refused, uncompared, inputs }: CheckOf): string[] {
  const newly = refused.filter((group) => group.newly > 0).toSorted((a, b) => b.newly - a.newly)
  const lines = newly.slice(0, mostReasons).map(({ newly: count, code: why, stage, field, examples }) => {
    const [example] = examples.filter(({ isNew }) => isNew)
    const place = example ? `, such as record ${example.position + 1} of run ${code(example.runId)}` : ''
    return `- ${number(count)} newly refused by ${stage}: ${code(why)}${field === null ? '' : ` in ${code(field)}`}${place}`
  })
  if (newly.length > mostReasons) lines.push(`- ${number(newly.length - mostReasons)} more reasons`)
  const unread = inputs.filter(({ problem }) => problem !== undefined).length
  if (unread > 0) lines.push(`- ${counted(unread, 'input')} could not be judged`)
  if (uncompared > 0) lines.push(`- ${counted(uncompared, 'input')} had nothing to compare with`)
  return lines
}

/** As code that ends where it should, whatever is in it: no mention or link begins in it. */
function code(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').slice(0, 300).replaceAll('`', "'")
  return `\`${line}\``
}

function fenced(text: string): string {
  return `~~~text\n${text.slice(0, 4_000).replaceAll('~~~', '~ ~ ~')}\n~~~`
}

const number = (count: number) => count.toLocaleString('en')
const counted = (count: number, what: string) => `${number(count)} ${what}${count === 1 ? '' : 's'}`
