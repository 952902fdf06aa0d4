import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'

import { Type } from '../../schema.ts'
import type { ClassSkill, Statement } from '../../model/ledger.ts'
import type { Prediction } from '../../model/prediction.ts'
import type { ServerContext } from '../options.ts'
import { pageOf, refTo } from '../schemas/describes.ts'
import { listFilter, listQuery } from '../schemas/lists.ts'
import { ForecastClassSchema, OutcomeSchema, PredictionStateSchema } from '../schemas/model.ts'
import { problems } from '../schemas/shared.ts'

const Class = Type.Optional(ForecastClassSchema)
const Predictions = listQuery({ state: Type.Optional(PredictionStateSchema), class: Class })
const Statements = listQuery({ state: Type.Optional(OutcomeSchema), class: Class })

export const predictionRoutes: FastifyPluginAsyncTypebox<ServerContext> = async (
  app,
  { store, engine },
) => {
  app.get(
    '/api/v1/predictions',
    {
      schema: {
        summary: 'What is expected to break, and what became of it, newest first',
        tags: ['watch'],
        querystring: Predictions,
        response: { 200: pageOf(refTo<Prediction>('Prediction')), ...problems(400, 503) },
      },
    },
    (request) => store.listPredictions(listFilter(request.query)),
  )

  app.get(
    '/api/v1/predictions/ledger',
    {
      schema: {
        summary: 'Every probability that was said, and what happened, newest first',
        tags: ['watch'],
        querystring: Statements,
        response: { 200: pageOf(refTo<Statement>('Statement')), ...problems(400, 503) },
      },
    },
    (request) => store.listStatements(listFilter(request.query)),
  )

  app.get(
    '/api/v1/predictions/skill',
    {
      schema: {
        summary: 'How often predictions of each class were right, against counting',
        tags: ['watch'],
        response: { 200: pageOf(refTo<ClassSkill>('ClassSkill')) },
      },
    },
    async () => ({ items: engine.classSkills(), next: null }),
  )
}
