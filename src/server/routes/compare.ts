import type { FastifyPluginAsync } from 'fastify'

import type { ServerContext } from '../options.ts'
import { admitAnalyses } from '../plugins/admission.ts'
import { acceptRawBodies } from '../plugins/raw-bodies.ts'
import { COMPARE_BODY } from '../schemas/comparison.ts'
import { refTo } from '../schemas/describes.ts'
import { problems } from '../schemas/shared.ts'

/** Two windows, lists of rows or attribute values, held against each other. */
export const compareRoute: FastifyPluginAsync<ServerContext> = async (
  app,
  { engine: { operations }, limits },
) => {
  const admission = admitAnalyses(app, limits)
  acceptRawBodies(app, ['application/json'])
  app.post(
    '/api/v1/compare',
    {
      bodyLimit: limits.bodyBytes,
      validatorCompiler: () => () => true,
      config: { scope: 'write' },
      schema: {
        summary: 'Which operations are slower, fail more or are called more often in b than in a',
        tags: ['analyse'],
        body: COMPARE_BODY,
        response: { 200: refTo('Comparison'), ...problems(400, 413, 415, 422, 503) },
      },
    },
    (request) => {
      const body = Buffer.isBuffer(request.body) ? request.body : new Uint8Array()
      return admission.placeOf(request).hold(() => operations.compare(body))
    },
  )
}
