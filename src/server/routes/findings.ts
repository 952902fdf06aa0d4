import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'

import { Type } from '../../schema.ts'
import type { Finding } from '../../model/finding.ts'
import type { ServerContext } from '../options.ts'
import { pageOf, refTo } from '../schemas/describes.ts'
import { listFilter, listQuery } from '../schemas/lists.ts'
import { problems } from '../schemas/shared.ts'

const Query = listQuery({ state: Type.Optional(Type.Enum(['open', 'ended'])) })

export const findingRoutes: FastifyPluginAsyncTypebox<ServerContext> = async (app, { store }) => {
  app.get(
    '/api/v1/findings',
    {
      schema: {
        summary: 'What was noticed, newest first',
        tags: ['watch'],
        querystring: Query,
        response: { 200: pageOf(refTo<Finding>('Finding')), ...problems(400, 503) },
      },
    },
    (request) => store.listFindings(listFilter(request.query)),
  )
}
