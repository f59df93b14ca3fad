import type { PipelineDefinition } from '@syndicate/contracts'
import { recipeOf, under, type Fault, type Path } from '@syndicate/definitions'
import type { CutLimits, Pipeline } from '@syndicate/pipeline'
import { createEngine } from '../host/create-engine.ts'
import { runFixture } from './run-fixture.ts'

/** Not the installation's: what a fixture expects is the same everywhere. */
const fixtureKey = 'the key of all fixtures'

/** What is wrong with a pipeline that only the pipeline's own parts can tell: that it does not compile, or is not what its fixtures say. */
export function checkDefinition(name: string, definition: PipelineDefinition, limits: CutLimits): Fault[] {
  const engine = createEngine(fixtureKey)
  const recipe = recipeOf(name, definition)
  let pipeline: Pipeline
  try {
    pipeline = engine.compile(recipe)
  } catch (error) {
    return [faultOf(error as Error & { path?: string })]
  }
  return definition.fixtures.flatMap((fixture, index) => {
    const fault = runFixture({ recipe, pipeline }, fixture, engine, limits)
    return fault ? under(['fixtures', index], [fault]) : []
  })
}

/** What a compiler says. Its `path`, such as `steps[2].derive.level`, names the part of the recipe. */
function faultOf({ path = '', message }: Error & { path?: string }): Fault {
  return { path: keysOf(path), expected: 'a pipeline that compiles', got: message }
}

function keysOf(path: string): Path {
  const keys = path.match(/\["(?:[^"\\]|\\.)*"\]|\[\d+\]|[^.[\]]+/g) ?? []
  return keys.map((key) => (key.startsWith('[') ? (JSON.parse(key.slice(1, -1)) as string | number) : key))
}
