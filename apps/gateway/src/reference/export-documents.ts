import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describeGateway } from './describe-gateway.ts'

const folder = resolve(import.meta.dirname, '../../../../docs')
const { documents } = await describeGateway()

for (const { file, text } of documents) {
  writeFileSync(join(folder, file), text)
  console.log(`docs/${file}`)
}
