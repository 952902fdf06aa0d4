import type { FastifyInstance, FastifyRequest } from 'fastify'

import { errors } from '../../errors.ts'
import type { ServerLimits } from '../options.ts'

/** From this size on (or when it is not told), a body takes one of the few big places. */
const BIG_BYTES = 1024 * 1024

interface Place {
  /** Runs the analysis; the place is kept until it ends, even when the client has gone. */
  hold<T>(work: () => Promise<T>): Promise<T>
}

export interface Admission {
  placeOf(request: FastifyRequest): Place
}

/**
 * Limits how many analyses the routes of `app` have under way, from before the body is read: what
 * bounds our memory is the number of bodies at once, not the size of one.
 */
export function admitAnalyses(
  app: FastifyInstance,
  limits: Pick<ServerLimits, 'analyses' | 'bigAnalyses'>,
): Admission {
  const taken = { all: 0, big: 0 }
  const places = new WeakMap<FastifyRequest, Place>()

  app.addHook('onRequest', async (request, reply) => {
    const big = isBig(request) ? 1 : 0
    if (taken.all >= limits.analyses || taken.big + big > limits.bigAnalyses)
      throw errors.overloaded('too many analyses are under way; try again in a moment')
    taken.all++
    taken.big += big
    const { place, leave } = createPlace(() => {
      taken.all--
      taken.big -= big
    })
    places.set(request, place)
    reply.raw.once('close', leave)
  })

  return { placeOf: (request) => places.get(request)! }
}

/** The place is free once the connection is done with it and no work holds it. */
function createPlace(free: () => void): { place: Place; leave: () => void } {
  let holders = 1
  const leave = () => {
    if (--holders === 0) free()
  }
  return {
    leave,
    place: {
      async hold(work) {
        holders++
        try {
          return await work()
        } finally {
          leave()
        }
      },
    },
  }
}

function isBig({ headers }: FastifyRequest): boolean {
  const length = Number(headers['content-length'])
  return headers['content-encoding'] !== undefined || !(length < BIG_BYTES)
}
