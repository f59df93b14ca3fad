import { Id, QuarantinedRecord, QuarantineState, RefusalCode, Stage } from '@syndicate/contracts'
import Type from 'typebox'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { page, TextFilter } from '../../http/filters.ts'
import { nextLink } from '../../http/next-link.ts'
import { refTo } from '../../http/schemas.ts'
import { withHeaders } from '../../reference/answer-headers.ts'

const Group = Type.Object({
  stage: Stage,
  code: RefusalCode,
  field: Type.Optional(Type.Union([Type.String(), Type.Null()], { description: 'With `group=field`' })),
  count: Type.Integer(),
})

const schema = {
  tags: ['quarantine'],
  operationId: 'listQuarantine',
  summary: 'List refused records, or count them by stage and code, or also by field',
  description:
    'Only what a run has ended with: published, or rejected as a whole. A page of records may be shorter than asked for, for it has about 4 MiB at most.',
  querystring: Type.Object(
    {
      id: Type.Optional({ ...Id, description: 'That one record' }),
      run: Type.Optional({ ...Id, description: 'Of this run' }),
      dataset: Type.Optional(TextFilter(64, 'Meant for this dataset; a key that may read some only has to name one')),
      stage: Type.Optional({ ...Stage, description: 'Refused by this stage' }),
      code: Type.Optional({ ...RefusalCode, description: 'Refused for this reason' }),
      field: Type.Optional(TextFilter(200, 'For this field')),
      state: Type.Optional({ ...QuarantineState, description: 'Where they are by now' }),
      group: Type.Optional(Type.Enum(['code', 'field'], { description: 'Answers with counts instead of records' })),
      ...page,
    },
    { additionalProperties: false },
  ),
  response: {
    200: withHeaders(
      Type.Object({
        records: Type.Optional(Type.Array(refTo(QuarantinedRecord))),
        next: Type.Optional(Type.Union([Type.String(), Type.Null()])),
        damaged: Type.Optional(
          Type.Integer({
            description: 'Records that belong here and cannot be read any more; absent when there are none',
          }),
        ),
        groups: Type.Optional(Type.Array(Group)),
      }),
      'Link',
    ),
  },
}

export function listQuarantine(app: App, { catalog }: Gateway): void {
  app.get('/api/quarantine', { schema, config: { needs: 'read', dataset: 'query' } }, async (request, reply) => {
    const { group, limit, cursor, id, ...rest } = request.query
    const filter = { ...rest, ...(id !== undefined && { ids: [id] }) }
    if (group) return { groups: await catalog.quarantine.groups(filter, group) }
    const { damaged, ...found } = await catalog.quarantine.list({
      ...filter,
      limit,
      ...(cursor !== undefined && { cursor }),
    })
    nextLink(request, reply, found.next)
    return { ...found, ...(damaged > 0 && { damaged }) }
  })
}
