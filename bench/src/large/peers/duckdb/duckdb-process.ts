import { DuckDBInstance } from '@duckdb/node-api'

// Told a file, it writes what the pipeline would store into another, and answers with the records that met the schema.
const [, , output, threads] = process.argv
const instance = await DuckDBInstance.create(':memory:', { threads: threads! })
const connection = await instance.connect()

const query = (file: string) => `
  copy (
    select cpu, mem, strftime(timestamp, '%Y-%m-%dT%H:%M:%S.%gZ') as timestamp, host,
      case when cpu >= 90 then 'critical' when cpu >= 75 then 'warn' else 'ok' end as level
    from read_json('${file}', format = 'newline_delimited',
      columns = {cpu: 'double', mem: 'double', timestamp: 'timestamp', host: 'varchar'})
    where cpu between 0 and 100 and mem >= 0 and timestamp is not null
  ) to '${output}' (format json, compression zstd)`

async function load(file: string): Promise<number> {
  const { rowsChanged } = await connection.run(query(file))
  return rowsChanged
}

process.on('message', ({ file }: { file: string }) => void load(file).then((records) => process.send!(records)))
process.on('disconnect', () => process.exit())
