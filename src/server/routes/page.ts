import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyPluginAsync } from 'fastify'

import type { ServerContext } from '../options.ts'

/** dist/ui of the package: from src/server/routes in a checkout, dist/server/routes when installed. */
export const BUILT_PAGE = fileURLToPath(new URL('../../../dist/ui', import.meta.url))

const HINT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>RootOps: the page is not built</title>
<h1>RootOps is running, but its page is not built</h1>
<p>Run <code>npm run build:ui</code> and load this page again.</p>
<p>Everything else works: see the <a href="docs">documentation of the API</a> and the
<a href="metrics">metrics</a>.</p>
</html>
`

/** The page at the prefix. All its links are relative, so it works below any path. */
export const pageRoutes: FastifyPluginAsync<ServerContext> = async (app, context) => {
  const { routePrefix } = context
  const root = context.uiDirectory ?? BUILT_PAGE
  await app.register(fastifyStatic, {
    root: join(root, 'assets'),
    prefix: '/assets/',
    decorateReply: false,
    index: false,
    cacheControl: false,
    schemaHide: true,
    // Their names carry a hash of what is inside.
    setHeaders: (reply) => reply.header('cache-control', 'public, max-age=31536000, immutable'),
  })

  app.get('/', { schema: { hide: true } }, async (request, reply) => {
    const path = request.url.split('?')[0]!
    // Relative links of the page need the slash.
    if (!path.endsWith('/')) return reply.redirect(`${routePrefix.split('/').at(-1)!}/`, 302)
    reply.header('cache-control', 'no-cache')
    const page = await readFile(join(root, 'index.html')).catch(() => HINT)
    return reply.type('text/html; charset=utf-8').send(page)
  })

  app.get('/dashboard', { schema: { hide: true } }, async (request, reply) =>
    reply.redirect(request.url.split('?')[0]!.endsWith('/') ? '../' : './', 302),
  )
}
