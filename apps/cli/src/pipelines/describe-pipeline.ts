import type { PipelineAtVersion, PipelineDefinition, PipelineVersion } from '@syndicate/contracts'
import { formatTime } from '../output/figures.ts'
import type { Paint } from '../output/paint.ts'
import { printable } from '../output/printable.ts'
import { formatTable, type Column } from '../output/table.ts'
import { fieldColumns, fieldsOf } from './schema-fields.ts'

const readingKeys = [
  'encoding',
  'records',
  'delimiter',
  'quote',
  'escape',
  'header',
  'skip',
  'comment',
  'nulls',
  'decimal',
  'thousands',
  'trim',
  'ragged',
] as const satisfies (keyof PipelineDefinition)[]

const versionColumns = (shown: number): Column<PipelineVersion>[] => [
  { title: 'VERSION', of: ({ version }) => `${version}${version === shown ? ' ←' : ''}` },
  { title: 'BY', of: ({ appliedBy }) => appliedBy },
  { title: 'WHEN', of: ({ appliedAt }) => formatTime(appliedAt) },
  { title: 'FROM', of: ({ source }) => source },
]

/** A pipeline as people read it: what it does, the fields of its schema, and its versions where they are known. */
export function describePipeline(
  pipeline: PipelineAtVersion & { versions?: PipelineVersion[]; next?: number | null; removedAt?: string | null },
  paint: Paint,
): string {
  const { name, version, definition, versions, next, removedAt } = pipeline
  const fields = fieldsOf(definition.schema)
  const parts = [
    `${paint.bold(name)}, version ${version}${removedAt ? paint.bad(`, removed ${formatTime(removedAt)}`) : ''}`,
    ...(definition.description ? [printable(definition.description)] : []),
    '',
    ...linesOf(definition, name).map(([title, text]) => `${paint.dim(title.padEnd(9))} ${printable(text)}`),
    ...(fields.length > 0 ? ['', formatTable(fields, fieldColumns, { paint }).trimEnd()] : []),
    ...(versions ? ['', formatTable(versions, versionColumns(version), { paint }).trimEnd()] : []),
    ...(next ? [`Older ones: --version ${next} and below`] : []),
  ]
  return parts.join('\n')
}

function linesOf(definition: PipelineDefinition, name: string): [title: string, text: string][] {
  const {
    format,
    dataset = name,
    datasets,
    mode,
    key,
    onDuplicate = 'last',
    deleteWhen,
    onInvalid,
    maxRefused,
    onNewField,
    live,
    limits,
    steps,
    fixtures,
  } = definition
  const reading = readingKeys.flatMap((key) =>
    definition[key] === undefined ? [] : [`${key} ${JSON.stringify(definition[key])}`],
  )
  const also = datasets.length > 0 ? `; also ${datasets.join(', ')}` : ''
  return [
    ['format', [format, ...reading].join(', ')],
    ['dataset', `${dataset} (${mode})${also}`],
    ...(key ? ([['key', `${key.join(', ')}; of the same: ${onDuplicate}`]] as [string, string][]) : []),
    ...(deleteWhen === undefined ? [] : ([['deletes', `when ${deleteWhen}`]] as [string, string][])),
    ['invalid', `${onInvalid}${maxRefused === undefined ? '' : `, at most ${maxRefused}`}`],
    ...(onNewField ? ([['fields', `new ones: ${onNewField}`]] as [string, string][]) : []),
    ...(live ? ([['live', 'on telemetry.live']] as [string, string][]) : []),
    ...(limits?.seconds ? ([['limits', `${limits.seconds} s a chunk`]] as [string, string][]) : []),
    ...steps.map((step, index): [string, string] => [
      index === 0 ? 'steps' : '',
      `${index + 1}. ${describeStep(step)}`,
    ]),
    ['fixtures', String(fixtures.length)],
  ]
}

function describeStep(step: PipelineDefinition['steps'][number]): string {
  const [[verb, what] = ['', '']] = Object.entries(step)
  if (typeof what === 'string') return `${verb} ${what}`
  if (Array.isArray(what)) return `${verb} ${what.join(', ')}`
  const said = Object.entries(what).map(
    ([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return `${verb} ${said.join(', ')}`
}
