import type { FastifyInstance, FastifyRequest } from 'fastify'

import { errors } from '../../errors.ts'
import type { ServerLimits } from '../options.ts'

/** From this size on (or when it is not told), a body takes one of the few big places. */
const BIG_BYTES = 1024 * 1024
/** Requests that may wait for a place, their bodies unread; others are refused at once. */
const MOST_WAITING = 64

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
  limits: Pick<ServerLimits, 'analyses' | 'bigAnalyses' | 'waitMs'>,
): Admission {
  const taken = { all: 0, big: 0 }
  const places = new WeakMap<FastifyRequest, Place>()
  // Small bodies do not wait for big ones.
  const lines = [createLine(limits.waitMs), createLine(limits.waitMs)]
  const isFree = (big: number) =>
    taken.all < limits.analyses && taken.big + big <= limits.bigAnalyses

  app.addHook('onRequest', async (request, reply) => {
    const big = isBig(request) ? 1 : 0
    if (!(await lines[big]!.until(() => isFree(big))))
      throw errors.overloaded('too many analyses are under way; try again in a moment')
    taken.all++
    taken.big += big
    lines[big]!.move()
    const { place, leave } = createPlace(() => {
      taken.all--
      taken.big -= big
      for (const line of lines) line.move()
    })
    places.set(request, place)
    reply.raw.once('close', leave)
  })

  return { placeOf: (request) => places.get(request)! }
}

/** Who waits, first come first served; a short burst of requests is served instead of refused. */
function createLine(waitMs: number) {
  const waiting: { isFree: () => boolean; go: (isTurn: boolean) => void }[] = []
  return {
    /** Whether the turn came in time. */
    until(isFree: () => boolean): boolean | Promise<boolean> {
      if (waiting.length === 0 && isFree()) return true
      if (waiting.length >= MOST_WAITING) return false
      const { promise, resolve } = Promise.withResolvers<boolean>()
      const one = { isFree, go: resolve }
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(one), 1)
        resolve(false)
      }, waitMs)
      one.go = (isTurn) => {
        clearTimeout(timer)
        resolve(isTurn)
      }
      waiting.push(one)
      return promise
    },
    /** Somebody has left. */
    move(): void {
      if (waiting[0]?.isFree()) waiting.shift()!.go(true)
    },
  }
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
