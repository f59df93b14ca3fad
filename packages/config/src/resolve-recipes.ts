import { readOptionsOf, type Recipe } from '@syndicate/contracts'
import type { ConfigFile } from './config-file.ts'
import type { ConfigProblem } from './config-error.ts'
import type { SourceText } from './source-text.ts'

/** A run that takes the place of what is live has to be mostly sound, unless its pipeline says otherwise. */
const mostRefusedOfReplace = '10%'

/** Turns every pipeline into a recipe: names replaced by what they stand for. Also says who may write to which dataset. */
export function resolveRecipes(
  file: ConfigFile,
  source: SourceText,
): { recipes: Record<string, Recipe>; writers: Record<string, string[]>; problems: ConfigProblem[] } {
  const recipes: Record<string, Recipe> = Object.create(null)
  const writers: Record<string, string[]> = Object.create(null)
  const problems: ConfigProblem[] = []
  const modes = new Map<string, { mode: string; pipeline: string }>()

  for (const [name, pipeline] of Object.entries(file.pipelines)) {
    const { format, mode, onInvalid, live, limits, steps } = pipeline
    const maxRefused = pipeline.maxRefused ?? (mode === 'replace' ? mostRefusedOfReplace : undefined)
    const reading = readOptionsOf(pipeline)
    const dataset = pipeline.dataset ?? name
    for (const each of new Set([dataset, ...pipeline.datasets])) {
      const earlier = modes.get(each)
      if (earlier && earlier.mode !== mode) {
        problems.push(
          source.problemAt(
            ['pipelines', name, 'mode'],
            `mode ${earlier.mode}, as pipeline ${earlier.pipeline} has for dataset ${each}`,
            mode,
          ),
        )
      }
      modes.set(each, earlier ?? { mode, pipeline: name })
      ;(writers[each] ??= []).push(name)
    }

    const recipe: Recipe = {
      name,
      format,
      dataset,
      mode,
      onInvalid,
      ...(maxRefused !== undefined && { maxRefused }),
      steps,
      ...(live && { live }),
      ...(limits && { limits }),
      ...(reading && { reading }),
    }
    if (pipeline.schema !== undefined) {
      if (Object.hasOwn(file.api.schemas, pipeline.schema)) recipe.schema = file.api.schemas[pipeline.schema]
      else
        problems.push(
          source.problemAt(
            ['pipelines', name, 'schema'],
            `one of ${names(file.api.schemas)}`,
            JSON.stringify(pipeline.schema),
          ),
        )
    }
    recipes[name] = recipe
  }

  for (const [dataType, name] of Object.entries(file.api.etl.pipelineOf)) {
    if (Object.hasOwn(file.pipelines, name)) continue
    problems.push(
      source.problemAt(['api', 'etl', 'pipelineOf', dataType], `one of ${names(file.pipelines)}`, JSON.stringify(name)),
    )
  }
  return { recipes, writers, problems }
}

function names(of: object): string {
  return Object.keys(of).join(', ') || 'the schemas in api.schemas (there are none)'
}
