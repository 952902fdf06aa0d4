import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'

import { OPERATION_SORTS } from '../../engine/operations/operation-sorts.ts'
import { errors } from '../../errors.ts'
import type { Operation, OperationDetail } from '../../model/operation.ts'
import type { ServiceGraphNow } from '../../model/service-graph.ts'
import { Type } from '../../schema.ts'
import type { ServerContext } from '../options.ts'
import { pageOf, refTo } from '../schemas/describes.ts'
import { DEFAULT_LIMIT, listQuery } from '../schemas/lists.ts'
import { problems } from '../schemas/shared.ts'

const { limit, cursor } = listQuery({}).properties
const Query = Type.Object({
  limit,
  cursor,
  service: Type.Optional(Type.String({ maxLength: 512 })),
  search: Type.Optional(
    Type.String({ maxLength: 200, description: 'Words of the service or name.' }),
  ),
  sort: Type.Optional(
    Type.Enum([...OPERATION_SORTS], { description: 'Largest first; `time` when absent.' }),
  ),
})
const Params = Type.Object({ id: Type.String() })

/** What is known of the operations whose spans are received. */
export const operationRoutes: FastifyPluginAsyncTypebox<ServerContext> = async (
  app,
  { engine: { operations } },
) => {
  app.get(
    '/api/v1/operations',
    {
      schema: {
        summary: 'Operations whose spans are received: rate, errors, duration, and what is usual',
        tags: ['traces'],
        querystring: Query,
        response: { 200: pageOf(refTo<Operation>('Operation')), ...problems(400) },
      },
    },
    async ({ query: { limit: most = DEFAULT_LIMIT, ...filter } }) =>
      operations.list({ limit: most, ...filter }),
  )

  app.get(
    '/api/v1/operations/:id',
    {
      schema: {
        summary: 'One operation: baseline by hour of the week, distribution, minutes, exemplars',
        tags: ['traces'],
        params: Params,
        response: { 200: refTo<OperationDetail>('OperationDetail'), ...problems(404) },
      },
    },
    async ({ params: { id } }) => {
      const found = operations.find(id)
      if (!found) throw errors.notFound('operation', id)
      return found
    },
  )

  app.get(
    '/api/v1/service-graph',
    {
      schema: {
        summary: 'Which service calls which, by the spans received in the last hour',
        tags: ['traces'],
        response: { 200: refTo<ServiceGraphNow>('ServiceGraph'), ...problems(503) },
      },
    },
    () => operations.serviceGraph(),
  )
}
