import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { connect } from '../connect.ts'
import { migrate } from '../migrate.ts'

/** A server that tests may make databases on, and the one there that others begin as a copy of. */
export interface Databases {
  serverUrl: string
  template: string
}

/** A database that nobody else uses, with the tables of a catalog. It is dropped when it is disposed of. */
export interface OwnDatabase {
  url: string
  name: string
  schema: string
  [Symbol.asyncDispose](): Promise<void>
}

/** Not the one that is taken where none is named. */
const schema = 'tested'

/** Makes all migrations, in what other databases are copied of: that takes a tenth of the time. */
export async function makeTemplate(serverUrl: string): Promise<OwnDatabase> {
  const database = await create(serverUrl, 'template0')
  const sql = connect({ url: database.url, schema, poolSize: 1 })
  try {
    await migrate(sql, schema)
  } finally {
    // Nothing can be copied while somebody is connected to it.
    await sql.end()
  }
  return database
}

export function ownDatabase({ serverUrl, template }: Databases): Promise<OwnDatabase> {
  return create(serverUrl, template)
}

async function create(serverUrl: string, template: string): Promise<OwnDatabase> {
  const name = `t_${randomBytes(6).toString('hex')}`
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  const server = connectionTo(serverUrl)
  // By files, and not through the log: half the work.
  await server`create database ${server(name)} template ${server(template)} strategy file_copy`
  return {
    url: url.href,
    name,
    schema,
    [Symbol.asyncDispose]: async () => void (await server`drop database ${server(name)} with (force)`),
  }
}

const connections = new Map<string, postgres.Sql>()

/** The same one for all databases of a process. */
function connectionTo(url: string): postgres.Sql {
  const open = connections.get(url) ?? postgres(url, { max: 1, idle_timeout: 5, onnotice: () => {} })
  connections.set(url, open)
  return open
}
