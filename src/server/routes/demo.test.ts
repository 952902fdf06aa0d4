import { expect, test } from 'vitest'

import { errors } from '../../errors.ts'
import { serverUnderTest } from '../../../test/server-under-test.ts'

function demoControls() {
  const faults: { id: string; kind: string; target?: string }[] = []
  return {
    kinds: ['slow_database', 'leak'],
    faults: async () => faults,
    inject: async (kind: string, target?: string) => {
      const fault = { id: `x-${faults.length}`, kind, ...(target === undefined ? {} : { target }) }
      faults.push(fault)
      return fault
    },
    clear: async (id: string) => {
      const at = faults.findIndex((fault) => fault.id === id)
      if (at === -1) throw errors.notFound('fault', id)
      faults.splice(at, 1)
    },
  }
}

test('outside the demo there is no demo', async () => {
  const { app } = await serverUnderTest()
  expect((await app.inject('/api/v1/demo/faults')).statusCode).toBe(404)
})

test('a fault is injected, listed and cleared', async () => {
  const { app } = await serverUnderTest({ demo: demoControls() })
  const url = '/api/v1/demo/faults'
  const payload = { kind: 'leak', target: 'cart' }
  const injected = await app.inject({ method: 'POST', url, payload })
  expect(injected.statusCode).toBe(201)
  expect(injected.json()).toEqual({ id: 'x-0', kind: 'leak', target: 'cart' })
  expect((await app.inject(url)).json()).toEqual({
    kinds: ['slow_database', 'leak'],
    faults: [{ id: 'x-0', kind: 'leak', target: 'cart' }],
  })
  expect((await app.inject({ method: 'DELETE', url: `${url}/x-0` })).statusCode).toBe(204)
  expect((await app.inject({ method: 'DELETE', url: `${url}/x-0` })).statusCode).toBe(404)
})

test('what the demo cannot break is 422', async () => {
  const { app } = await serverUnderTest({ demo: demoControls() })
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/demo/faults',
    payload: { kind: 'meteor' },
  })
  expect(answer.statusCode).toBe(422)
})
