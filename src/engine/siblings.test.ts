import { describe, expect, it } from 'vitest'

import {
  BEGIN,
  latency,
  noiseOf,
  readUntil,
  sourceOf,
  watchOn,
  type Actor,
} from './rollout.fixture.ts'
import { Siblings } from './siblings.ts'
import type { Noticed } from './watch.ts'

const DAY = 86_400
const MINUTE = 60
const FIRST = BEGIN + 2 * DAY
const SECOND = FIRST + 40 * MINUTE
const END = SECOND + 25 * MINUTE

const ROLLOUTS = [BEGIN, FIRST, SECOND, Infinity]

/** Three instances that are all replaced, twice; each a little slower or faster than the last. */
function instances(fault: (instance: string, time: number) => number = () => 1): Actor[] {
  return [0, 1, 2].flatMap((generation) =>
    ['a', 'b', 'c'].map((letter, i) => {
      const instance = `${letter}${generation}:8080`
      const level = 0.2 * (1 + 0.15 * ((i + 2 * generation) % 3))
      return {
        labels: { job: 'checkout', instance },
        valueAt: (time: number) =>
          time < ROLLOUTS[generation]! || time >= ROLLOUTS[generation + 1]!
            ? NaN
            : fault(instance, time) * (level + 0.01 * noiseOf(instance, time)),
      }
    }),
  )
}

const isSilence = ({ draft }: Noticed) => draft.kind === 'silence'

describe('a rollout that replaces every instance, twice', () => {
  it('is no event: neither on the new instances nor for the old ones', async () => {
    const noticed = await readUntil(watchOn(sourceOf(instances)), END)
    expect(noticed.map(({ signal, draft }) => [signal.labels, draft])).toEqual([])
  })

  it('is one for those who vanish with nobody to take their place', async () => {
    // Somebody else goes on: with nobody at all it would be the source that is down.
    const cart = {
      labels: { job: 'cart', instance: 'x:8080' },
      valueAt: (time: number) => 1 + 0.1 * noiseOf('x', time),
    }
    const lost = () => [cart, ...instances().slice(0, 3)]
    const noticed = await readUntil(watchOn(sourceOf(lost)), FIRST + 10 * MINUTE)
    expect(noticed.map(({ signal, draft }) => [signal.labels['instance'], draft.kind])).toEqual(
      ['a0:8080', 'b0:8080', 'c0:8080'].map((instance) => [instance, 'silence']),
    )
    expect(noticed[0]!.draft.reason).toEqual({ kind: 'target_gone', targets: ['a0:8080'] })
  })

  it('gives up after an hour those who were replaced, and nobody else', async () => {
    const watch = watchOn(sourceOf(instances))
    await readUntil(watch, SECOND)
    expect(watch.retireUnseen(BEGIN)).toEqual([])
    await readUntil(watch, FIRST + 61 * MINUTE)
    const gone = watch.retireUnseen(BEGIN).map(({ labels }) => labels['instance'])
    expect(gone).toEqual(['a0:8080', 'b0:8080', 'c0:8080'])
  })

  it('does not hide a fault ten minutes later', async () => {
    const fault = (instance: string, time: number) =>
      instance === 'b2:8080' && time >= SECOND + 10 * MINUTE ? 3 : 1
    const odd = await readUntil(watchOn(sourceOf(() => instances(fault))), END)
    expect(new Set(odd.map(({ signal }) => signal.labels['instance']))).toEqual(
      new Set(['b2:8080']),
    )
    expect(odd[0]!.draft.start).toBe(SECOND + 10 * MINUTE)
    expect(odd[0]!.at).toBeLessThanOrEqual(SECOND + 15 * MINUTE)
  })

  it('would hide it from who knows no siblings', async () => {
    const fault = (instance: string, time: number) =>
      instance === 'b2:8080' && time >= SECOND + 10 * MINUTE ? 3 : 1
    // A label that lasts makes a family of every instance.
    const strangers = () =>
      instances(fault).map((one) => ({
        ...one,
        labels: { ...one.labels, zone: one.labels['instance']! },
      }))
    const noticed = await readUntil(watchOn(sourceOf(strangers)), END)
    expect(noticed.filter((one) => !isSilence(one))).toEqual([])
  })

  it('gives the same whether it is read at once or minute by minute', async () => {
    const fault = (instance: string, time: number) =>
      instance === 'b2:8080' && time >= SECOND + 10 * MINUTE ? 3 : 1
    const source = sourceOf(() => instances(fault))
    const atOnce = await readUntil(watchOn(source), END)
    const live = watchOn(source)
    const before = await readUntil(live, FIRST - 10 * MINUTE)
    const after = await readUntil(live, END, { rows: 1 })
    expect(byTime([...before, ...after])).toEqual(byTime(atOnce))
  })
})

function byTime(noticed: readonly Noticed[]) {
  return noticed
    .map(({ signal, at, draft }) => ({ id: signal.id, at, draft }))
    .sort((a, b) => a.at - b.at || a.id.localeCompare(b.id) || a.draft.start - b.draft.start)
}

describe('a signal that is back after it was given up', () => {
  const gone = BEGIN + 2 * DAY
  const back = gone + 2 * DAY
  const lone = (factor: (time: number) => number): Actor => ({
    labels: { job: 'batch' },
    valueAt: (time) =>
      time >= gone && time < back ? NaN : factor(time) * (1 + 0.05 * noiseOf('batch', time)),
  })

  it('is judged by what was known of it, at the level at which it is back', async () => {
    // A fault twelve minutes after it is back, when a newcomer would still be learning.
    const actor = lone((time) => (time < back ? 1 : time < back + 12 * MINUTE ? 1.2 : 4))
    const watch = watchOn(sourceOf(() => [actor]))
    await readUntil(watch, gone + DAY)
    expect(watch.retireUnseen(gone + DAY)).toHaveLength(1)
    const noticed = await readUntil(watch, back + 20 * MINUTE)
    expect(noticed.map(({ draft }) => draft.start)).toContain(back + 12 * MINUTE)
    expect(Math.min(...noticed.map(({ draft }) => draft.start))).toBe(back + 12 * MINUTE)
  })
})

describe('Siblings', () => {
  it('keeps no more than a thousand of those given up, the latest', () => {
    const siblings = new Siblings(10)
    for (let i = 0; i < 1100; i++) siblings.keep(`s${i}`, Uint8Array.of(i & 255))
    const signal = (id: string) => ({
      ...latency,
      id,
      queryId: 'q',
      name: '',
      labels: {},
      entity: '',
      service: '',
    })
    const signals = ['s0', 's99', 's100', 's1099'].map(signal)
    const slots = Uint32Array.from([0, 1, 2, 3])
    expect(siblings.earlier(slots, signals).map(({ slot }) => slot)).toEqual([2, 3])
  })
})
