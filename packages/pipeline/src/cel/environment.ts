import { Environment } from '@marcbachmann/cel-js'
import { linearMatches, matchesLinearly } from './linear-matches.ts'

/**
 * CEL keeps whole numbers (`2`, a bigint) and doubles apart, but JSON has only numbers, and they come as doubles. So that
 * people can write `cpu * 2`, arithmetic between the two is done in doubles. Comparing them is CEL's own already.
 */
export const environment = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  limits: { maxAstNodes: 500, maxDepth: 32, maxListElements: 200, maxMapEntries: 100, maxCallArguments: 16 },
})

environment.registerFunction(`string.${linearMatches}(string): bool`, matchesLinearly)

const arithmetic: Record<string, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
}

for (const [operator, apply] of Object.entries(arithmetic)) {
  environment.registerOperator(`double ${operator} int: double`, (a: number, b: bigint) => apply(a, Number(b)))
  environment.registerOperator(`int ${operator} double: double`, (a: bigint, b: number) => apply(Number(a), b))
}
environment.registerOperator('double % double: double', (a: number, b: number) => a % b)
