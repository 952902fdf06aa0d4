/** A promise about a service: which share of its events must be good over which window. */
export interface Objective {
  /** Unique; what people call it: `checkout-availability`. */
  readonly name: string
  /** The share of events that must be good, between 0 and 1: 0.999. */
  readonly objective: number
  readonly window: ObjectiveWindow
  /** PromQL counters without `rate`, or expressions of counts that bear `$__window`. */
  readonly events: ObjectiveEvents
  readonly service?: string
}

/** Either the bad events or the good ones are counted; the others follow from the total. */
export interface ObjectiveEvents {
  readonly counts: 'errors' | 'good'
  readonly counted: string
  readonly total: string
}

/** The last `seconds` at any time, or the week or month of the calendar (UTC) that is running. */
export type ObjectiveWindow =
  | { readonly kind: 'rolling'; readonly seconds: number }
  | { readonly kind: 'calendar'; readonly period: 'week' | 'month' }
