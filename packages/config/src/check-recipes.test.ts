import { expect, it } from 'vitest'
import { checkRecipes } from './check-recipes.ts'
import { readConfig } from './read-config.ts'

const source = {
  text: `api: { etl: { pipelineOf: { JSON: a, YAML: a, BINARY: a, TELEMETRY: a } } }
pipelines:
  a:
    format: json
    steps:
      - drop: [x]
      - derive:
          level: 'cpu >'
`,
  file: 'syndicate.yaml',
  env: {},
}

it('traces what a compiler says about a step to its line', () => {
  const compile = () => {
    throw Object.assign(new Error('unexpected end of expression'), { path: 'steps[1].derive.level' })
  }
  expect(() => checkRecipes(source, readConfig(source), compile)).toThrow(
    'syndicate.yaml:8 pipelines.a.steps[1].derive.level: expected a pipeline that compiles, got unexpected end of expression',
  )
})

it('says nothing when everything compiles', () => {
  const seen: string[] = []
  checkRecipes(source, readConfig(source), (recipe) => seen.push(recipe.name))
  expect(seen).toEqual(['a'])
})
