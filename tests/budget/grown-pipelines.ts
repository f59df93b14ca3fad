import { repeated } from './grown-json.ts'
import type { GrownRequest } from './grown-requests.ts'

/** Pipelines that cost much to read, to compile or to try. */
export function grownPipelines(bytes: number): GrownRequest[] {
  const room = bytes - 500
  const list = Array.from({ length: Math.floor(room / 20) }, (_, n) => n)
  const loop = 'record.list.filter(a, record.list.exists_one(b, a + b < 0.0)).size() == 0'
  const fixture = (input: unknown) => ({ name: 'f', input: `${JSON.stringify(input)}\n`, expect: [] })
  const nested = (depth: number): object => (depth === 0 ? {} : { type: 'array', items: nested(depth - 1) })
  const one: Record<string, string> = {
    'wrong steps': `"format":"csv","steps":[${repeated(room, () => '{"filter":7}', ',')}]`,
    'unknown steps': `"format":"csv","steps":[${repeated(room, (n) => `{"s${n}":7}`, ',')}]`,
    'steps of many fields': `"format":"csv","steps":[{"cast":{${repeated(room, (n) => `"f${n}":"number"`, ',')}}}]`,
    expressions: `"format":"csv","steps":[{"derive":{${repeated(room, (n) => `"f${n}":"[1,2,3].all(x, x > ${n})"`, ',')}}}]`,
    'a schema of many properties': `"format":"csv","schema":{"properties":{${repeated(room, (n) => `"f${n}":{"type":"string"}`, ',')}}}`,
    'a schema of patterns': `"format":"csv","schema":{"properties":{${repeated(room, (n) => `"f${n}":{"pattern":"^(a|b)*${n}$"}`, ',')}}}`,
    'a schema of choices': `"format":"csv","schema":{"anyOf":[${repeated(room, (n) => `{"required":["f${n}"]}`, ',')}]}`,
    'a deep schema': `"format":"csv","schema":${JSON.stringify(nested(Math.min(60, room / 30)))}`,
    datasets: `"format":"csv","datasets":[${repeated(room, (n) => `"d${n}"`, ',')}]`,
    'fixtures of little': `"format":"json","fixtures":[${repeated(room, () => '{"name":"f","input":"[]","expect":[]}', ',')}]`,
    'a fixture of many records': `"format":"json","fixtures":[${JSON.stringify(fixture(list.map(() => ({}))))}]`,
    'a fixture that takes long': `"format":"ndjson","steps":[{"filter":"${loop}"}],"fixtures":[${JSON.stringify(fixture({ list }))}]`,
  }
  const bodies = {
    ...Object.fromEntries(Object.entries(one).map(([what, members]) => [what, `{"pipelines":{"grown":{${members}}}}`])),
    'many of them': `{"pipelines":{${repeated(room, (n) => `"p${n}":{"format":"csv"}`, ',')}}}`,
    'as many as may be': `{"pipelines":{${Array.from({ length: 100 }, (_, n) => `"p${n}":{"format":"csv","description":"${'x'.repeat(room / 100 - 50)}"}`).join(',')}}}`,
    'many expected versions': `{"expect":{${repeated(room, (n) => `"p${n}":0`, ',')}},"pipelines":{}}`,
  }
  const path = '/api/pipelines/apply'
  return Object.entries(bodies).map(([what, body]) => ({ what: `POST ${path}: ${what}`, method: 'POST', path, body }))
}
