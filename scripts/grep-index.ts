import { formatUse } from './src/find-uses.ts'
import { loadOrExit } from './src/load-or-exit.ts'
import { writeIndex } from './src/write-index.ts'

const { indexes } = loadOrExit(process.env).audit
const name = process.argv[2] ?? ''
const index = Object.hasOwn(indexes, name) ? indexes[name] : undefined
if (!index) {
  console.error(`Which index? audit.indexes has ${Object.keys(indexes).join(', ') || 'none'}.`)
  process.exit(2)
}

const { found, misplaced } = writeIndex(`${import.meta.dirname}/..`, name, index)
console.log(`${found} uses in .${name}.index`)
if (misplaced.length > 0) {
  console.error(`${misplaced.length} of them stand outside the places that audit.indexes.${name}.allowed names:`)
  for (const use of misplaced) console.error(formatUse(use))
  process.exitCode = 1
}
