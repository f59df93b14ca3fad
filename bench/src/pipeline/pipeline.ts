import { createCutter, type Pipeline } from '@syndicate/pipeline'
import { createEngine } from '@syndicate/runs'
import type { BareBenchmark } from '../benchmarks.ts'
import { figure } from '../report/figure.ts'
import { spread } from '../report/spread.ts'
import { table } from '../report/table.ts'
import { bareInput, runBareLoop } from './bare-loop.ts'
import { cases, type Case } from './cases.ts'

const records = 50_000
const sliceRecords = 8000
const sliceBytes = 1024 * 1024
const roundsToWarmUp = 3
const rounds = 10

/** CPU seconds a million records that the pipeline alone takes, for records of several kinds, beside a bare loop. */
export const pipeline: BareBenchmark = ({ print }) => {
  const bare = bareInput(sliceRecords)
  const results: Record<string, object> = {}
  const rows = [['CPU s a million records', 'transform', 'audit', 'bare loop']]
  for (const [name, each] of Object.entries(cases)) {
    const figures = measure(each, bare)
    results[name] = figures
    rows.push([name, ...Object.values(figures).map(({ median }) => figure(median, 2))])
  }
  table(rows).forEach(print)
  return Promise.resolve(results)
}

/** All in turns, so that what disturbs one disturbs the others as well. */
function measure(each: Case, bare: Buffer) {
  const slices = slicesOf(each)
  const { transform, audit } = pipelineOf(each)
  const seconds = { transform: [] as number[], audit: [] as number[], bareLoop: [] as number[] }
  for (let round = -roundsToWarmUp; round < rounds; round++) {
    const stored: Uint8Array[] = []
    const turn = {
      transform: cpuSeconds(() => slices.forEach((slice) => stored.push(transform(slice).stored))) / records,
      audit: cpuSeconds(() => stored.forEach(audit)) / records,
      bareLoop: cpuSeconds(() => runBareLoop(bare)) / sliceRecords,
    }
    if (round < 0) continue
    for (const part of ['transform', 'audit', 'bareLoop'] as const) seconds[part].push(turn[part] * 1e6)
  }
  return { transform: spread(seconds.transform), audit: spread(seconds.audit), bareLoop: spread(seconds.bareLoop) }
}

function pipelineOf({ format, steps, schema }: Case): Pipeline {
  const recipe = {
    name: 'bench',
    format,
    dataset: 'bench',
    mode: 'append',
    onInvalid: 'quarantine',
    steps,
    schema,
  } as const
  return createEngine('bench').compile(recipe)
}

function slicesOf({ format, head, record }: Case): Uint8Array[] {
  const cutter = createCutter(format, { sliceBytes, maxRecordBytes: sliceBytes, maxDocumentBytes: sliceBytes })
  const slices = head ? cutter.push(Buffer.from(head)) : []
  for (let index = 0; index < records; index++) slices.push(...cutter.push(Buffer.from(record(index))))
  return [...slices, ...cutter.end()]
}

function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}
