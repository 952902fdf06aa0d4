import { errors } from '../../errors.ts'
import { FAULT_KINDS, faultTargets } from '../world/faults.ts'
import type { World } from '../world/world.ts'
import type { DemoRequest } from './request.ts'

/** `/demo/faults`: what is broken, what could be, and the buttons to break and mend. */
export function answerFaults(request: DemoRequest, world: World, now: number): unknown {
  const id = request.path.slice('/demo/faults/'.length)
  if (request.method === 'DELETE' && id !== '') return world.clear(id, now)
  if (request.method === 'POST' && id === '') return inject(request.body, world, now)
  if (request.method === 'GET' && id === '') return listing(world, now)
  throw errors.notFound('route', `${request.method} ${request.path}`)
}

function listing(world: World, now: number) {
  return {
    faults: world.faults(),
    active: world
      .faults()
      .filter(({ at, until }) => at <= now && (until === null || until > now))
      .map((fault) => fault.id),
    kinds: FAULT_KINDS.map((kind) => ({ kind, targets: faultTargets(kind) })),
  }
}

function inject(body: string, world: World, now: number) {
  const { kind, target, durationSeconds } = parseBody(body)
  if (typeof kind !== 'string')
    throw errors.inputInvalid(`kind is missing; there are ${FAULT_KINDS.join(', ')}`)
  if (target !== undefined && typeof target !== 'string')
    throw errors.inputInvalid('target is not a text')
  if (durationSeconds !== undefined && !isPositive(durationSeconds))
    throw errors.inputInvalid('durationSeconds is not a positive number')
  return world.inject(kind, {
    at: now,
    ...(target === undefined ? {} : { target }),
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
  })
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0
}

function parseBody(body: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body)
    if (typeof parsed === 'object' && parsed !== null) return { ...parsed }
  } catch {
    // Told below, as for any other body that is no object.
  }
  throw errors.inputInvalid('the body is not a JSON object like {"kind":"slow_database"}')
}
