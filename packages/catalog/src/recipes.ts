import type { Recipe } from '@syndicate/contracts'
import { durably, type Sql } from './connect.ts'

/** So many are remembered of those a process has kept, and of those it has found. */
const most = { kept: 10_000, found: 200 }

/** Recipes by hash. They never change, so each process asks and tells only once, as long as there are not very many. */
export function createRecipes(sql: Sql) {
  const kept = new Set<string>()
  const known = new Map<string, Recipe>()
  return {
    async keep(hash: string, recipe: Recipe): Promise<void> {
      if (kept.has(hash)) return
      await sql.begin((tx) => [
        // Durable, for it is remembered as kept.
        durably(tx),
        tx`
          insert into recipes (hash, definition, key)
          values (${hash}, ${JSON.stringify(recipe)}::text::json, ${recipe.key ?? null}::text[])
          on conflict (hash) do nothing`,
      ])
      if (kept.size === most.kept) kept.clear()
      kept.add(hash)
    },

    async find(hash: string): Promise<Recipe | null> {
      const recipe = known.get(hash)
      if (recipe) return recipe
      const [row] = await sql<{ definition: Recipe }[]>`select definition from recipes where hash = ${hash}`
      if (!row) return null
      if (known.size === most.found) known.clear()
      known.set(hash, row.definition)
      return row.definition
    },
  }
}
