/**
 * The pipelines that are there without anybody writing one: those that `api.etl.pipelineOf` names when nothing else is
 * said. As people would write them; whoever applies one of the same name has their own.
 */
export const builtIn: Readonly<Record<string, unknown>> = {
  records: {
    description: 'Any records as they are; JSON, unless the upload says CSV or another format',
    format: 'json',
    fixtures: [
      { name: 'an array keeps its order', input: '[{"a":1},{"a":2}]', expect: [{ a: 1 }, { a: 2 }] },
      {
        name: 'what is no object is refused',
        input: '[{"a":1},7]',
        expect: [{ a: 1 }],
        refused: [{ position: 1, code: 'not-an-object' }],
      },
    ],
  },

  documents: {
    description: 'YAML documents as they are',
    format: 'yaml',
    fixtures: [
      {
        name: 'each document is a record',
        input: 'name: first\n---\nname: second\n',
        expect: [{ name: 'first' }, { name: 'second' }],
      },
    ],
  },

  binary: {
    description: 'MessagePack or CBOR as it is',
    format: 'binary',
    fixtures: [
      // {"a":1} in each.
      { name: 'MessagePack', input: 'gaFhAQ==', expect: [{ a: 1 }] },
      { name: 'CBOR', input: 'oWFhAQ==', expect: [{ a: 1 }] },
    ],
  },

  telemetry: {
    description: 'Machine load, with what a dashboard shows',
    format: 'json',
    live: true,
    schema: {
      type: 'object',
      required: ['cpu', 'mem', 'timestamp', 'level'],
      properties: {
        cpu: { type: 'number', minimum: 0, maximum: 100, description: 'Percent' },
        mem: { type: 'number', minimum: 0, description: 'Bytes in use' },
        timestamp: { type: 'string', format: 'date-time' },
        level: { enum: ['ok', 'warn', 'critical'] },
      },
    },
    steps: [
      { cast: { cpu: 'number', mem: 'number', timestamp: 'timestamp' } },
      { derive: { level: 'cpu >= 90.0 ? "critical" : (cpu >= 75.0 ? "warn" : "ok")' } },
    ],
    fixtures: [
      {
        name: 'a quiet machine, a busy one and one in need',
        input: [
          '{"cpu":12.5,"mem":134217728,"timestamp":"2026-01-02T03:04:05Z"}',
          '{"cpu":"80","mem":268435456,"timestamp":"2026-01-02T03:04:06.500Z"}',
          '{"cpu":97,"mem":0,"timestamp":"2026-01-02T03:04:07Z"}',
          '',
        ].join('\n'),
        format: 'ndjson',
        expect: [
          { cpu: 12.5, mem: 134217728, timestamp: '2026-01-02T03:04:05.000Z', level: 'ok' },
          { cpu: 80, mem: 268435456, timestamp: '2026-01-02T03:04:06.500Z', level: 'warn' },
          { cpu: 97, mem: 0, timestamp: '2026-01-02T03:04:07.000Z', level: 'critical' },
        ],
      },
      {
        name: 'more than everything, and no number at all',
        input:
          '[{"cpu":101,"mem":1,"timestamp":"2026-01-02T03:04:05Z"},{"cpu":"hot","mem":1,"timestamp":"2026-01-02T03:04:05Z"}]',
        expect: [],
        refused: [
          { position: 0, code: 'schema-violation' },
          { position: 1, code: 'cast-failed' },
        ],
      },
    ],
  },
}
