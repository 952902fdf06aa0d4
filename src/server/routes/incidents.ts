import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'

import { Type } from '../../schema.ts'
import { errors } from '../../errors.ts'
import type { Incident } from '../../model/incident.ts'
import type { StoredFeedback } from '../../store/store.ts'
import type { ServerContext } from '../options.ts'
import { pageOf, refTo } from '../schemas/describes.ts'
import { listFilter, listQuery } from '../schemas/lists.ts'
import { IncidentStateSchema } from '../schemas/model.ts'
import { problems } from '../schemas/shared.ts'

const Query = listQuery({ state: Type.Optional(IncidentStateSchema) })
const Params = Type.Object({ id: Type.String() })
const FeedbackBody = Type.Object({
  verdict: Type.Enum(['expected', 'useful', 'missed']),
  comment: Type.Optional(Type.String({ maxLength: 4000 })),
})

export const incidentRoutes: FastifyPluginAsyncTypebox<ServerContext> = async (
  app,
  { store, now },
) => {
  async function findIncident(id: string): Promise<Incident> {
    const incident = await store.findIncident(id)
    if (!incident) throw errors.notFound('incident', id)
    return incident
  }

  app.get(
    '/api/v1/incidents',
    {
      schema: {
        summary: 'Incidents, newest first',
        tags: ['watch'],
        querystring: Query,
        response: { 200: pageOf(refTo<Incident>('Incident')), ...problems(400, 503) },
      },
    },
    (request) => store.listIncidents(listFilter(request.query)),
  )

  app.get(
    '/api/v1/incidents/:id',
    {
      schema: {
        summary: 'One incident, with its causes and findings',
        tags: ['watch'],
        params: Params,
        response: { 200: refTo<Incident>('Incident'), ...problems(404, 503) },
      },
    },
    (request) => findIncident(request.params.id),
  )

  app.post(
    '/api/v1/incidents/:id/feedback',
    {
      schema: {
        summary: 'Say what an incident was worth',
        tags: ['tell'],
        params: Params,
        body: FeedbackBody,
        response: { 201: refTo<StoredFeedback>('Feedback'), ...problems(400, 404, 503) },
      },
    },
    async (request, reply) => {
      const incident = await findIncident(request.params.id)
      const feedback = { ...request.body, incident: incident.id, timestamp: now() }
      await store.addFeedback(feedback)
      return reply.code(201).send(feedback)
    },
  )
}
