import { createGunzip } from 'node:zlib'
import { Transform, pipeline } from 'node:stream'
import type { FastifyInstance, preParsingHookHandler } from 'fastify'

import { RootOpsError } from '../../errors.ts'

/**
 * Bodies as bytes for the routes of `app`, gzip or not, of the given content types; a body without
 * a type counts as JSON. The limit on size holds for what comes in and for what it inflates to.
 */
export function acceptRawBodies(app: FastifyInstance, contentTypes: readonly string[]): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser([...contentTypes], { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body)
  })
  app.addHook('onRequest', async (request) => {
    request.headers['content-type'] ??= 'application/json'
  })
  app.addHook('preParsing', inflate)
}

const inflate: preParsingHookHandler = (request, _reply, payload, done) => {
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding === 'identity') return done(null, payload)
  if (encoding !== 'gzip' && encoding !== 'x-gzip') return done(unknownEncoding())
  const gunzip = createGunzip()
  const inflated = Object.assign(gunzip, { receivedEncodedLength: 0 })
  const count = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      inflated.receivedEncodedLength += chunk.length
      next(null, chunk)
    },
  })
  // Errors reach the reader of `inflated`, which answers 400; nothing is left to do here.
  pipeline(payload, count, gunzip, () => undefined)
  done(null, inflated)
}

function unknownEncoding(): RootOpsError {
  return new RootOpsError('ENCODING_UNKNOWN', 'Content-Encoding may be gzip or identity', {
    statusCode: 415,
  })
}
