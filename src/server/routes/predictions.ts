import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'

import { Type } from '../../schema.ts'
import type { Prediction } from '../../model/prediction.ts'
import type { ServerContext } from '../options.ts'
import { pageOf, refTo } from '../schemas/describes.ts'
import { listFilter, listQuery } from '../schemas/lists.ts'
import { PredictionStateSchema } from '../schemas/model.ts'
import { problems } from '../schemas/shared.ts'

const Query = listQuery({ state: Type.Optional(PredictionStateSchema) })

export const predictionRoutes: FastifyPluginAsyncTypebox<ServerContext> = async (
  app,
  { store },
) => {
  app.get(
    '/api/v1/predictions',
    {
      schema: {
        summary: 'What is expected to break, and what became of it, newest first',
        tags: ['watch'],
        querystring: Query,
        response: { 200: pageOf(refTo<Prediction>('Prediction')), ...problems(400, 503) },
      },
    },
    (request) => store.listPredictions(listFilter(request.query)),
  )
}
