/** What bounds the memory of a request that is read, beside the size of its body. */
export interface OtlpLimits {
  /** Spans of a request; more are refused. */
  readonly spans: number
  /** Different services and operations, and apart from them different attribute values. */
  readonly distinctTexts: number
  /** Bytes of a name or value; longer ones are cut. */
  readonly textBytes: number
  /** Bytes, as sent, of an attribute that is a list or a map; longer ones are dropped. */
  readonly nestedBytes: number
  /** Levels of nesting in an attribute value (protobuf), or in all of the body (JSON). */
  readonly nesting: number
}

export const DEFAULT_OTLP_LIMITS: OtlpLimits = {
  spans: 2_000_000,
  distinctTexts: 100_000,
  textBytes: 1024,
  nestedBytes: 16_384,
  nesting: 100,
}
