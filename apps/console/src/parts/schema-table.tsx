import { Code } from './code.tsx'
import { Section } from './page.tsx'
import { Empty } from './shown.tsx'
import { Table } from './table.tsx'
import { fieldsOf } from '../pipeline/fields-of.ts'

/** What a record must be. */
export function SchemaTable({ schema }: { schema: unknown }) {
  const fields = fieldsOf(schema)
  if (!schema) {
    return (
      <Section title="Schema">
        <Empty title="No schema">Records of any shape are taken, as long as they are objects.</Empty>
      </Section>
    )
  }
  return (
    <Section title="Schema">
      {fields.length > 0 && (
        <Table
          caption="Fields"
          rows={fields}
          keyOf={({ name }) => name}
          columns={[
            { name: 'Field', cell: ({ name }) => <code>{name}</code> },
            { name: 'Type', cell: ({ type }) => type },
            { name: 'Required', cell: ({ required }) => (required ? 'yes' : 'no') },
            { name: 'Must be', cell: ({ rules }) => rules },
          ]}
        />
      )}
      <details>
        <summary class="quiet-text">As JSON Schema</summary>
        <Code label="JSON Schema">{JSON.stringify(schema, null, 2)}</Code>
      </details>
    </Section>
  )
}
