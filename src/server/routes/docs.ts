import type { FastifyPluginAsync } from 'fastify'

import type { ServerContext } from '../options.ts'
import { DOCS_STYLE, renderDocs, type OpenApiDocument } from '../render-docs.ts'

export const docsRoutes: FastifyPluginAsync<ServerContext> = async (app) => {
  const document = () => app.swagger() as unknown as OpenApiDocument

  app.get(
    '/api/v1/openapi.json',
    { schema: { summary: 'This document', tags: ['operate'] } },
    async () => document(),
  )

  app.get('/docs', { schema: { hide: true } }, async (request, reply) => {
    if (request.url.split('?')[0]!.endsWith('/')) return reply.redirect('../docs', 302)
    return reply.type('text/html; charset=utf-8').send(renderDocs(document()))
  })

  app.get('/docs.css', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').send(DOCS_STYLE),
  )
}
