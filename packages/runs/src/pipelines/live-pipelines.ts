import type { Broker } from '@syndicate/broker'
import type { Catalog, PipelineHead } from '@syndicate/catalog'
import { ProblemError, type Recipe } from '@syndicate/contracts'
import { createWriters, recipeOf } from '@syndicate/definitions'
import { createPlaces, type Places } from '@syndicate/timing'

/** A change made elsewhere is noticed within this, in milliseconds, and the time that PostgreSQL takes; sooner where it is heard of. */
const lookMs = 500
/** How long a change waits for those before it, in milliseconds. */
const changeMs = 10_000

/** A pipeline as it counts now. Its parts are the same objects for as long as it does. */
export interface LivePipeline extends PipelineHead {
  recipe: Recipe
  /** Of its definition as JSON. */
  bytes: number
}

/** The pipelines that count now, in memory: what the catalog says, or said last while it does not answer. */
export interface LivePipelines {
  find(name: string): LivePipeline | undefined
  /** Where a pipeline writes that is there. */
  datasetOf(name: string): string | undefined
  /** By name. The same list until something changes. */
  all(): readonly LivePipeline[]
  /** By name, without a prototype. */
  recipes(): Readonly<Record<string, Recipe>>
  /** The pipelines that may write to a dataset; null where none names it. */
  writersOf(dataset: string): readonly string[] | null
  /** @returns the revision that they are as of. Rejects when the catalog does not answer */
  refresh(): Promise<number>
  /** One place for who changes pipelines from here: many at once would only be in each other's way. */
  changes: Places
  /** Looks for changes from now on. @returns what ends that */
  follow(): () => void
}

export const othersChange = () => new ProblemError('unavailable', 'Others are changing pipelines; ask again')

export function createLivePipelines({
  catalog,
  bus,
  onError,
}: {
  catalog: Pick<Catalog, 'pipelines'>
  bus: Pick<Broker['bus'], 'subscribe'>
  onError: (error: unknown, what: string) => void
}): LivePipelines {
  const byName = new Map<string, LivePipeline>()
  const writers = createWriters()
  let list: readonly LivePipeline[] | undefined
  let revision = -1
  let refreshing: Promise<number> | undefined

  /** What is under way may have asked before a change that its caller knows of. */
  async function refresh(): Promise<number> {
    await refreshing?.catch(() => {})
    refreshing ??= read().finally(() => (refreshing = undefined))
    return refreshing
  }

  async function read(): Promise<number> {
    const found = await catalog.pipelines.changesSince(revision)
    const gone = new Set(byName.keys()).difference(new Set(found.names))
    for (const name of gone) {
      writers.put(name, null)
      byName.delete(name)
    }
    for (const head of found.changed) {
      writers.put(head.name, head.definition)
      byName.set(head.name, liveOf(head))
    }
    if (gone.size + found.changed.length > 0) list = undefined
    return (revision = found.revision)
  }

  async function look(): Promise<void> {
    if ((await catalog.pipelines.revision()) !== revision) await refresh()
  }

  return {
    find: (name) => byName.get(name),
    datasetOf: (name) => byName.get(name)?.recipe.dataset,
    all: () => (list ??= [...byName.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))),
    recipes: () =>
      Object.assign(Object.create(null), Object.fromEntries([...byName].map(([name, { recipe }]) => [name, recipe]))),
    writersOf: writers.of,
    refresh,
    changes: createPlaces({ most: 1, mostEach: 1, waitMs: changeMs, refuse: othersChange }),
    follow() {
      let isAway = false
      let isOver = false
      let timer: NodeJS.Timeout | undefined
      const again = async () => {
        try {
          await look()
          isAway = false
        } catch (error) {
          if (!isAway && !isOver) onError(error, 'looking for changes of pipelines, which stay as they are')
          isAway = true
        }
        if (!isOver) timer = setTimeout(() => void again(), lookMs)
      }
      timer = setTimeout(() => void again(), lookMs)
      // What fails here is told by the next look.
      const hearing = bus.subscribe('pipelines', () => void refresh().catch(() => {}))
      hearing.catch(() => {})
      return () => {
        isOver = true
        clearTimeout(timer)
        void hearing.then((leave) => leave()).catch(() => {})
      }
    },
  }
}

function liveOf(head: PipelineHead): LivePipeline {
  const { name, definition } = head
  return { ...head, recipe: recipeOf(name, definition), bytes: Buffer.byteLength(JSON.stringify(definition)) }
}
