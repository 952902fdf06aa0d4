// A suite of tests in one describe, as long as a test file may be.
/* oxlint-disable max-lines, max-lines-per-function */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import type { ListFilter, Page } from '../../src/model/page.ts'
import { RootOpsError } from '../../src/errors.ts'
import type { Store } from '../../src/store/store.ts'
import { aFinding, anIncident, aPrediction, aSignal, aStatement } from '../findings.ts'
import { aMessage, aNotice } from '../notices.ts'

/** An empty database that can be opened more than once. */
export interface TestDatabase {
  open(): Promise<Store>
  remove(): Promise<void>
}

/** What every store must do, whatever is behind it. */
export function describeStore(name: string, create: () => Promise<TestDatabase>): void {
  describe(`${name}: store`, () => {
    let database: TestDatabase
    let store: Store
    beforeEach(async () => {
      database = await create()
      store = await database.open()
    })
    afterEach(async () => {
      await store.close()
      await database.remove()
    })

    const reopen = async () => {
      await store.close()
      store = await database.open()
    }

    it('remembers a whole cycle when it is opened again', async () => {
      const state = { signalId: 's1', timestamp: 1060.5, bytes: Uint8Array.of(0, 1, 254, 255) }
      await store.saveCycle({
        signals: [aSignal()],
        findings: [aFinding()],
        incidents: [anIncident()],
        predictions: [aPrediction()],
        statements: [aStatement()],
        voices: [{ class: 'rule', silent: true, since: 7.5 }],
        states: [state],
        judgedUntil: 1060.25,
      })
      await reopen()
      expect((await store.listSignals({ limit: 10 })).items).toEqual([aSignal()])
      expect((await store.listFindings({ limit: 10 })).items).toEqual([aFinding()])
      expect((await store.listIncidents({ limit: 10 })).items).toEqual([anIncident()])
      expect(await store.findIncident('i1')).toEqual(anIncident())
      expect((await store.listPredictions({ limit: 10 })).items).toEqual([aPrediction()])
      expect((await store.listStatements({ limit: 10 })).items).toEqual([aStatement()])
      expect(await store.listVoices()).toEqual([{ class: 'rule', silent: true, since: 7.5 }])
      expect(await store.loadStates()).toEqual([state])
      expect(await store.judgedUntil()).toBe(1060.25)
    })

    it('writes messages with what they are about, or neither', async () => {
      const broken = store.saveCycle({
        notices: [aNotice()],
        messages: [aMessage()],
        states: [{ signalId: 's1', timestamp: 1, bytes: null as unknown as Uint8Array }],
      })
      await expect(broken).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
      expect(await store.countMessages()).toBe(0)
      expect(await store.listNotices({ since: 0, limit: 10 })).toEqual([])
      await store.saveCycle({ notices: [aNotice()], messages: [aMessage()] })
      await reopen()
      expect(await store.listNotices({ since: Infinity, limit: 10 })).toEqual([aNotice()])
      const filter = { destination: aMessage().destination, limit: 10 }
      expect(await store.pendingMessages(filter)).toEqual([
        { message: aMessage(), parcel: null, sending: false },
      ])
    })

    it('hands messages out in their order, by destination, and knows which were tried', async () => {
      for (const id of ['z', 'a', 'm']) await store.saveCycle({ messages: [aMessage({ id })] })
      await store.saveCycle({ messages: [aMessage({ id: 'x', destination: 'other' })] })
      const waiting = async () => {
        const found = await store.pendingMessages({
          destination: aMessage().destination,
          limit: 10,
        })
        return found.map(({ message, parcel, sending }) => [message.id, parcel, sending])
      }
      expect(await waiting()).toEqual([
        ['z', null, false],
        ['a', null, false],
        ['m', null, false],
      ])
      await store.markMessages(['z', 'a'], { parcel: 'z', sending: true })
      expect((await waiting()).slice(0, 2)).toEqual([
        ['z', 'z', true],
        ['a', 'z', true],
      ])
      await store.markMessages(['a'], { parcel: 'z', sending: false })
      await store.removeMessages(['z'])
      expect(await waiting()).toEqual([
        ['a', 'z', false],
        ['m', null, false],
      ])
      expect(await store.countMessages()).toBe(3)
    })

    it('gives messages up by age, and forgets notices that are over', async () => {
      await store.saveCycle({
        messages: [
          aMessage({ id: 'old', created: 100 }),
          aMessage({ id: 'older', created: 50, destination: 'other' }),
          aMessage({ id: 'new', created: 300 }),
        ],
        notices: [
          aNotice({ id: 'over', end: 100 }),
          aNotice({ id: 'late', end: 300 }),
          aNotice({ id: 'on' }),
        ],
      })
      const gone = await store.giveUpMessages(200)
      expect([...gone].toSorted(([a], [b]) => (a < b ? -1 : 1))).toEqual([
        [aMessage().destination, 1],
        ['other', 1],
      ])
      expect(await store.countMessages()).toBe(1)
      expect(ids({ items: await store.listNotices({ since: 0, limit: 2 }), next: null })).toEqual([
        'on',
        'late',
      ])
      await store.prune(200)
      expect(ids({ items: await store.listNotices({ since: 0, limit: 9 }), next: null })).toEqual([
        'on',
        'late',
      ])
    })

    it('is empty at first', async () => {
      expect(await store.judgedUntil()).toBeUndefined()
      expect(await store.loadStates()).toEqual([])
      expect(await store.findIncident('i1')).toBeUndefined()
      expect(await store.listIncidents({ limit: 10 })).toEqual({ items: [], next: null })
      await expect(store.saveCycle({})).resolves.toBeUndefined()
      await expect(store.check()).resolves.toBeUndefined()
    })

    it('replaces what has an id, also twice in one cycle', async () => {
      await store.saveCycle({ findings: [aFinding({ score: 1 }), aFinding({ score: 2 })] })
      await store.saveCycle({
        findings: [aFinding({ score: 3, end: 1300 })],
        incidents: [anIncident({ findings: [aFinding({ score: 1 })] })],
      })
      const { items } = await store.listFindings({ limit: 10 })
      expect(items).toEqual([aFinding({ score: 3, end: 1300 })])

      await store.saveCycle({
        incidents: [anIncident(), anIncident({ state: 'resolved', end: 1300, findings: [] })],
        judgedUntil: 1,
      })
      await store.saveCycle({ judgedUntil: 2 })
      expect(await store.findIncident('i1')).toMatchObject({ state: 'resolved', findings: [] })
      expect(await store.judgedUntil()).toBe(2)
    })

    it('writes all of a cycle or nothing', async () => {
      await store.saveCycle({ findings: [aFinding({ id: 'before' })], judgedUntil: 1 })
      const broken = store.saveCycle({
        findings: Array.from({ length: 1200 }, (_, i) => aFinding({ id: `f${i}` })),
        // PostgreSQL and SQLite both refuse a row without bytes.
        states: [{ signalId: 's1', timestamp: 1, bytes: null as unknown as Uint8Array }],
        judgedUntil: 2,
      })
      await expect(broken).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', statusCode: 503 })
      expect(ids(await store.listFindings({ limit: 10 }))).toEqual(['before'])
      expect(await store.judgedUntil()).toBe(1)
      await store.saveCycle({ judgedUntil: 3 })
      expect(await store.judgedUntil()).toBe(3)
    })

    it('keeps the order of an incident’s findings, and the first 200 of them', async () => {
      const findings = Array.from({ length: 250 }, (_, i) =>
        aFinding({ id: `f${(i * 7919) % 1000}`, start: 1000 + i }),
      )
      await store.saveCycle({ incidents: [anIncident({ findings }), anIncident({ id: 'i2' })] })
      expect((await store.findIncident('i1'))?.findings).toEqual(findings.slice(0, 200))
      const { items } = await store.listIncidents({ limit: 10 })
      expect(items.map(({ id, findings: own }) => [id, own.length])).toEqual([
        ['i2', 1],
        ['i1', 200],
      ])
      expect((await store.listFindings({ limit: 1000 })).items).toHaveLength(251)
    })

    it('keeps any text and any number', async () => {
      const summary = 'NUL \0, lone \uD800, pair 😀, \u2028 "quotes" \\'
      const odd = aFinding({ id: 'id\0\uDC00', entity: 'a\0b', summary, score: Infinity })
      await store.saveCycle({
        findings: [odd, aFinding({ id: 'nan', start: 1, observed: NaN, expected: -Infinity })],
        incidents: [anIncident({ id: '\uD800', summary, findings: [odd] })],
      })
      expect((await store.listFindings({ limit: 10, entity: 'a\0b' })).items).toEqual([odd])
      expect(await store.findIncident('\uD800')).toMatchObject({ summary, findings: [odd] })
      const { items } = await store.listFindings({ limit: 10, end: 1 })
      expect(items).toMatchObject([{ observed: null, expected: -Infinity }])
    })

    it('refuses a time that no list could sort', async () => {
      const saved = store.saveCycle({ findings: [aFinding({ start: NaN })] })
      await expect(saved).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    })

    it('pages through 10,000 findings and visits each once, newest first', async () => {
      // Ten findings share each start, so that pages end between equals.
      const findings = Array.from({ length: 10_000 }, (_, i) =>
        aFinding({ id: `f${String((i * 7919) % 10_000).padStart(4, '0')}`, start: (i % 1000) / 3 }),
      )
      await store.saveCycle({ findings })
      const seen = await everyItem((filter) => store.listFindings(filter), { limit: 333 })
      const expected = findings.toSorted((a, b) => b.start - a.start || (a.id < b.id ? 1 : -1))
      expect(seen.map(({ id }) => id)).toEqual(expected.map(({ id }) => id))
    })

    it('pages on over findings that arrive meanwhile', async () => {
      await store.saveCycle({
        findings: [1, 2, 3, 4].map((start) => aFinding({ id: `f${start}`, start })),
      })
      const first = await store.listFindings({ limit: 2 })
      await store.saveCycle({ findings: [aFinding({ id: 'new', start: 9 })] })
      const second = await store.listFindings({ limit: 2, cursor: first.next! })
      expect(ids(second)).toEqual(['f2', 'f1'])
      expect(second.next).toBeNull()
    })

    it.each(['', 'x', '!', 'MTAwMA', 'MTAwMCBmMQ==', 'bm8gaWQ', 'TmFOIGYx'])(
      'refuses the damaged cursor %j',
      async (cursor) => {
        for (const list of ['listFindings', 'listIncidents', 'listSignals'] as const)
          await expect(store[list]({ limit: 1, cursor })).rejects.toMatchObject({
            code: 'INPUT_INVALID',
          })
      },
    )

    it('keeps pages between 1 and 1000 rows', async () => {
      const findings = Array.from({ length: 1001 }, (_, i) => aFinding({ id: `f${i}`, start: i }))
      await store.saveCycle({ findings })
      for (const [limit, rows] of [
        [0, 1],
        [-5, 1],
        [2.7, 2],
        [1e9, 1000],
        [Infinity, 1000],
      ] as const)
        expect((await store.listFindings({ limit })).items).toHaveLength(rows)
      await expect(store.listFindings({ limit: NaN })).rejects.toBeInstanceOf(RootOpsError)
    })

    it('filters by overlap; what goes on reaches to infinity', async () => {
      await store.saveCycle({
        findings: [
          aFinding({ id: 'a', start: 100, end: 200 }),
          aFinding({ id: 'b', start: 150, end: null }),
          aFinding({ id: 'c', start: 300, end: 300 }),
        ],
      })
      const found = async (filter: Omit<ListFilter, 'limit'>) =>
        ids(await store.listFindings({ limit: 10, ...filter })).join('')
      expect(await found({ start: 200, end: 250 })).toBe('ba')
      expect(await found({ start: 201 })).toBe('cb')
      expect(await found({ end: 149 })).toBe('a')
      expect(await found({ start: 1e9 })).toBe('b')
      expect(await found({ start: 300, end: 300 })).toBe('cb')
      expect(await found({ state: 'open' })).toBe('b')
      expect(await found({ state: 'ended', start: 250 })).toBe('c')
    })

    it('filters by state and entity', async () => {
      const other = aFinding({ id: 'f2', entity: 'node db-2', service: 'db' })
      await store.saveCycle({
        findings: [aFinding(), other],
        incidents: [
          anIncident(),
          anIncident({
            id: 'i2',
            state: 'acknowledged',
            entities: ['node db-2'],
            findings: [other],
          }),
        ],
        predictions: [aPrediction(), aPrediction({ id: 'p2', state: 'came_true', closed_at: 2 })],
        signals: [aSignal(), aSignal({ id: 's2', entity: 'node db-2', service: 'db' })],
      })
      for (const entity of ['node db-2', 'db']) {
        expect(ids(await store.listFindings({ limit: 9, entity }))).toEqual(['f2'])
        expect(ids(await store.listIncidents({ limit: 9, entity }))).toEqual(['i2'])
        expect(ids(await store.listSignals({ limit: 9, entity }))).toEqual(['s2'])
      }
      expect(ids(await store.listIncidents({ limit: 9, state: 'acknowledged' }))).toEqual(['i2'])
      expect(ids(await store.listPredictions({ limit: 9, state: 'open' }))).toEqual(['p1'])
      expect(ids(await store.listPredictions({ limit: 9, entity: 'nobody' }))).toEqual([])
      for (const list of ['listIncidents', 'listEvents', 'listPredictions'] as const)
        await expect(store[list]({ limit: 9, state: 'toString' })).rejects.toMatchObject({
          statusCode: 400,
        })
    })

    it('lists the ledger by outcome, class, entity and time', async () => {
      const settled = { outcome: 'came_true', settled_at: 1500 } as const
      await store.saveCycle({
        predictions: [aPrediction(), aPrediction({ id: 'p2', class: 'rule', opened_at: 900 })],
        statements: [
          aStatement({ id: 'a', prediction: 'p1' }),
          aStatement({ id: 'b', class: 'rule', made_at: 1100, ...settled }),
          aStatement({ id: 'c', entity: 'other', service: 'x', made_at: 1200 }),
        ],
      })
      const found = async (filter: Omit<ListFilter, 'limit'>) =>
        ids(await store.listStatements({ limit: 9, ...filter })).join('')
      expect(await found({})).toBe('cba')
      expect(await found({ state: 'pending' })).toBe('ca')
      expect(await found({ state: 'came_true' })).toBe('b')
      expect(await found({ class: 'rule' })).toBe('b')
      expect(await found({ entity: 'db-2' })).toBe('ba')
      expect(await found({ start: 1501, end: 1150 })).toBe('a')
      expect(ids(await store.listPredictions({ limit: 9, class: 'rule' }))).toEqual(['p2'])
      await expect(store.listStatements({ limit: 9, state: 'open' })).rejects.toMatchObject({
        code: 'INPUT_INVALID',
      })
    })

    it('shows a prediction with the outcome that its statement got later', async () => {
      const withdrawn = aPrediction({ state: 'withdrawn', closed_at: 1100 })
      await store.saveCycle({
        predictions: [withdrawn, aPrediction({ id: 'older', opened_at: 10, outcome: 'unknown' })],
        statements: [aStatement({ prediction: 'p1' })],
      })
      const outcomes = async () =>
        (await store.listPredictions({ limit: 9 })).items.map(({ outcome }) => outcome)
      expect(await outcomes()).toEqual(['pending', 'unknown'])
      await store.saveCycle({
        statements: [aStatement({ prediction: 'p1', outcome: 'did_not', settled_at: 87_400 })],
      })
      expect(await outcomes()).toEqual(['did_not', 'unknown'])
    })

    it('hands back what waits for its outcome, and what was averted and not over', async () => {
      const averted = { outcome: 'averted', settled_at: 1100 } as const
      await store.saveCycle({
        statements: [
          aStatement({ id: 'pending', horizon_seconds: 10 }),
          aStatement({ id: 'averted', ...averted }),
          aStatement({ id: 'over', horizon_seconds: 200, ...averted }),
          aStatement({ id: 'settled', outcome: 'did_not', settled_at: 1100 }),
        ],
      })
      const waiting = (await store.unsettledStatements(1200)).map(({ id }) => id)
      expect(waiting.sort()).toEqual(['averted', 'pending'])
    })

    it('adds up squared errors by class and signal, and counts by tenths', async () => {
      const did = { outcome: 'came_true', settled_at: 2000 } as const
      const not = { outcome: 'did_not', settled_at: 2000 } as const
      const averted = { outcome: 'averted', settled_at: 2000 } as const
      await store.saveCycle({
        statements: [
          aStatement({ id: 'a', probability: 0.75, reference: 0.25, ...did }),
          aStatement({ id: 'b', probability: 0.5, reference: 0.25, ...not }),
          aStatement({ id: 'c', probability: 1, reference: 0.5, ...averted }),
          aStatement({ id: 'd', signal: 's2', made_at: 5000, probability: 0.79, ...not }),
          aStatement({ id: 'e', class: 'rule', probability: 0, reference: 1, ...not }),
          aStatement({ id: 'f' }),
          aStatement({ id: 'g', outcome: 'unknown', settled_at: 2000 }),
        ],
      })
      const scores = (await store.scoreSignals({ class: 'exhaustion' })).sort((x, y) =>
        x.signal < y.signal ? -1 : 1,
      )
      expect(scores).toMatchObject([
        {
          signal: 's1',
          scored: 3,
          averted: 1,
          // 0.25² + 0.5² + 1²; 0.75² + 0.25² + 0.5².
          brier: 1.3125,
          reference: 0.875,
          avertedBrier: 1,
          avertedReference: 0.25,
          // 0.5² · 1 · 1 + 0.25² · 0.75 · 1.25.
          doubt: 0.30859375,
        },
        { signal: 's2', scored: 1, averted: 0 },
      ])
      expect(await store.scoreSignals({ class: 'exhaustion', since: 4000 })).toMatchObject([
        { signal: 's2' },
      ])
      expect(await store.scoreSignals({})).toHaveLength(3)
      const bins = (await store.scoreBins()).sort((x, y) => x.bin - y.bin)
      expect(bins).toEqual([
        { class: 'rule', bin: 0, count: 1, said: 0, happened: 0 },
        { class: 'exhaustion', bin: 5, count: 1, said: 0.5, happened: 0 },
        { class: 'exhaustion', bin: 7, count: 2, said: 1.54, happened: 1 },
        { class: 'exhaustion', bin: 9, count: 1, said: 1, happened: 0 },
      ])
      const counts = await store.countStatements()
      expect(counts).toContainEqual({ class: 'exhaustion', outcome: 'pending', count: 1 })
      expect(counts).toContainEqual({ class: 'exhaustion', outcome: 'unknown', count: 1 })
    })

    it('pages through the signals in the order of their ids', async () => {
      const signals = ['a', 'B', 'ä', 'b', 'A', '_'].map((id) => aSignal({ id }))
      await store.saveCycle({ signals })
      const seen = await everyItem((filter) => store.listSignals(filter), { limit: 2 })
      expect(seen.map(({ id }) => id)).toEqual(['A', 'B', '_', 'a', 'b', 'ä'])
    })

    it('remembers what is usual for operations, those called last first', async () => {
      const operation = (id: string, seen: number, byte: number) => {
        return { id, service: 'shop', operation: `GET /${id}`, seen, bytes: Uint8Array.of(byte, 0) }
      }
      await store.saveOperations([])
      await store.saveOperations([operation('a', 10, 1), operation('b', 30.5, 2)])
      await store.saveOperations([operation('a', 20, 255), operation('c', 5, 3)])
      await reopen()
      const [b, a, c] = [operation('b', 30.5, 2), operation('a', 20, 255), operation('c', 5, 3)]
      expect(await store.loadOperations(10)).toEqual([b, a, c])
      expect(await store.loadOperations(2)).toEqual([b, a])
      await store.prune(20)
      expect(await store.loadOperations(10)).toEqual([b, a])
    })

    it('keeps events and mutes by their id', async () => {
      const event = { id: 'e1', kind: 'deploy', title: 'v2', timestamp: 50, service: 'checkout' }
      await store.addEvent({ ...event, title: 'v1' })
      await store.addEvent(event)
      await store.addEvent({ id: 'e2', kind: 'note', title: 'x', timestamp: 60, url: 'http://x' })
      await store.addMute({ id: 'm1', start: 10, end: 20, entity: 'checkout', comment: 'upgrade' })
      await store.addMute({ id: 'm2', start: 15, end: 90 })
      await reopen()
      expect(ids(await store.listEvents({ limit: 9 }))).toEqual(['e2', 'e1'])
      expect((await store.listEvents({ limit: 9, entity: 'checkout' })).items).toEqual([event])
      expect((await store.listEvents({ limit: 9, start: 51, end: 99 })).items).toHaveLength(1)
      const now = { limit: 9, start: 25, end: 25 }
      expect((await store.listMutes(now)).items).toEqual([{ id: 'm2', start: 15, end: 90 }])
    })

    it('adds up feedback, newest first', async () => {
      const useful = { incident: 'i1', verdict: 'useful', timestamp: 5 } as const
      const expected = { ...useful, verdict: 'expected', comment: 'it \0 is' } as const
      await store.addFeedback(useful)
      await store.addFeedback(expected)
      await store.addFeedback({ ...useful, incident: 'i2' })
      await reopen()
      expect(await store.listFeedback('i1')).toEqual([expected, useful])
    })

    it('forgets what ended before, and keeps what is open', async () => {
      const ended = { state: 'resolved', end: 90 } as const
      const old = aFinding({ id: 'old', start: 10, end: 90 })
      const oldOfOpen = aFinding({ id: 'old of open', start: 10, end: 90 })
      await store.saveCycle({
        findings: [
          old,
          aFinding({ id: 'alone', start: 10, end: 90 }),
          aFinding({ id: 'open', start: 10 }),
          aFinding({ id: 'young', start: 10, end: 100 }),
        ],
        incidents: [
          anIncident({ id: 'gone', start: 10, ...ended, findings: [old] }),
          anIncident({ id: 'stays', start: 10, findings: [oldOfOpen] }),
        ],
        predictions: [
          aPrediction({ made_at: 10 }),
          aPrediction({ id: 'p2', made_at: 10, state: 'did_not', closed_at: 90 }),
        ],
        statements: [
          aStatement({ id: 'waits', made_at: 10 }),
          aStatement({ id: 'old', made_at: 10, outcome: 'did_not', settled_at: 90 }),
        ],
        signals: [aSignal(), aSignal({ id: 'learns' })],
        states: [
          { signalId: 's1', timestamp: 90, bytes: Uint8Array.of(1) },
          { signalId: 'learns', timestamp: 100, bytes: Uint8Array.of(2) },
        ],
        judgedUntil: 90,
      })
      await store.addEvent({ id: 'e', kind: 'deploy', title: 'v1', timestamp: 90 })
      await store.addMute({ id: 'm', start: 10, end: 90 })
      await store.addFeedback({ incident: 'gone', verdict: 'useful', timestamp: 90 })
      await store.addFeedback({ incident: 'stays', verdict: 'useful', timestamp: 90 })

      // Incident, its link, its two names, two findings, prediction, statement, event, mute,
      // feedback, state and signal.
      expect(await store.prune(100)).toBe(13)
      expect(ids(await store.listStatements({ limit: 9 }))).toEqual(['waits'])
      expect(ids(await store.listIncidents({ limit: 9 }))).toEqual(['stays'])
      expect((await store.findIncident('stays'))?.findings).toEqual([oldOfOpen])
      expect(ids(await store.listFindings({ limit: 9 })).sort()).toEqual([
        'old of open',
        'open',
        'young',
      ])
      expect(ids(await store.listPredictions({ limit: 9 }))).toEqual(['p1'])
      expect(ids(await store.listSignals({ limit: 9 }))).toEqual(['learns'])
      expect(await store.loadStates()).toHaveLength(1)
      expect(await store.listEvents({ limit: 9 })).toEqual({ items: [], next: null })
      expect(await store.listMutes({ limit: 9 })).toEqual({ items: [], next: null })
      expect(await store.listFeedback('gone')).toEqual([])
      expect(await store.listFeedback('stays')).toHaveLength(1)
      expect(await store.prune(100)).toBe(0)
    })

    it('lets many write at once', async () => {
      const second = await database.open()
      const findings = Array.from({ length: 600 }, (_, i) => aFinding({ id: `f${i}`, start: i }))
      await Promise.all(
        [0, 1, 2, 3, 4, 5].map((n) =>
          (n % 2 ? store : second).saveCycle({
            findings: n % 2 ? findings : findings.toReversed(),
            judgedUntil: n,
          }),
        ),
      )
      await second.close()
      const seen = await everyItem((filter) => store.listFindings(filter), { limit: 1000 })
      expect(seen).toHaveLength(600)
    })

    it('says that it cannot answer once it is closed', async () => {
      const closed = await database.open()
      await closed.close()
      await expect(closed.check()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    })
  })
}

const ids = (page: Page<{ readonly id: string }>) => page.items.map(({ id }) => id)

async function everyItem<T>(
  list: (filter: ListFilter) => Promise<Page<T>>,
  filter: ListFilter,
): Promise<T[]> {
  const seen: T[] = []
  let page = await list(filter)
  seen.push(...page.items)
  while (page.next !== null) {
    page = await list({ ...filter, cursor: page.next })
    seen.push(...page.items)
  }
  return seen
}
