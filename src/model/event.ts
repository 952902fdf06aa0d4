/** A mark on the time line that somebody or something told us about: a deploy, a maintenance. */
export interface Event {
  readonly id: string
  readonly kind: string
  readonly title: string
  /** Unix seconds. */
  readonly timestamp: number
  readonly service?: string
  readonly url?: string
}

/** A stretch of time in which matching findings are kept but never alert. */
export interface Mute {
  readonly id: string
  /** Unix seconds. */
  readonly start: number
  readonly end: number
  /** Entity or service; absent mutes everything. */
  readonly entity?: string
  readonly comment?: string
}
