import type { Signal } from '../model/signal.ts'

/** What incidents are made with beside the findings themselves. */
export interface IncidentContext {
  /** Unix seconds. */
  readonly now: number
  /** The signal with this id; without it findings are judged and told by their kind alone. */
  readonly signalOf?: ((id: string) => Signal | undefined) | undefined
  /** The services that call this one or are called by it, where a call graph is known. */
  readonly neighbours?: ((service: string) => Iterable<string>) | undefined
}
