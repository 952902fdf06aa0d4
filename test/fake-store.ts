import type { Event, Mute } from '../src/model/event.ts'
import type { Incident } from '../src/model/incident.ts'
import type { ListFilter, Page } from '../src/model/page.ts'
import type { ServerOptions } from '../src/server/options.ts'
import type { StoredFeedback } from '../src/store/store.ts'

type ServerStore = ServerOptions['store']

/** What was written to the fake, and the last filter that a list was asked with. */
export interface FakeStore extends ServerStore {
  readonly events: Event[]
  readonly mutes: Mute[]
  readonly feedback: StoredFeedback[]
  lastFilter: ListFilter | undefined
}

export function createFakeStore(
  overrides: Partial<ServerStore> & { incidents?: readonly Incident[] } = {},
): FakeStore {
  const { incidents = [], ...methods } = overrides
  const list = <T>(items: readonly T[]) => {
    return async (filter: ListFilter): Promise<Page<T>> => {
      store.lastFilter = filter
      return { items: items.slice(0, filter.limit), next: null }
    }
  }
  const events: Event[] = []
  const mutes: Mute[] = []
  const feedback: StoredFeedback[] = []
  const store: FakeStore = {
    events,
    mutes,
    feedback,
    lastFilter: undefined,
    listFindings: list(incidents.flatMap((incident) => incident.findings)),
    listIncidents: list(incidents),
    findIncident: async (id) => incidents.find((incident) => incident.id === id),
    listPredictions: list([]),
    listStatements: list([]),
    listEvents: list(events),
    addEvent: async (event) => void events.push(event),
    listMutes: list(mutes),
    addMute: async (mute) => void mutes.push(mute),
    addFeedback: async (one) => void feedback.push(one),
    check: async () => undefined,
    ...methods,
  }
  return store
}
