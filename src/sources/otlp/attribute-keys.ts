import { MOST_KEPT } from './attribute-table.ts'
import { ByteDictionary } from './byte-dictionary.ts'

const SERVICE_NAME = 'service.name'
const EXCEPTION_TYPE = 'exception.type'

/** The keys of attributes that are read in a body, as slots. */
export interface AttributeKeys {
  /** Slots by key; the service's name has the one behind those that are kept. */
  readonly words: ByteDictionary
  readonly kept: readonly string[]
  readonly serviceName: number
  /** -1 when it is not kept. */
  readonly exceptionType: number
}

/** Slots for the keys to keep, each once; more than there may be are left out. */
export function attributeKeys(body: DataView, keys: readonly string[]): AttributeKeys {
  const kept = [...new Set(keys)].filter((key) => key !== SERVICE_NAME).slice(0, MOST_KEPT)
  return {
    words: new ByteDictionary(body, [...kept, SERVICE_NAME]),
    kept,
    serviceName: kept.length,
    exceptionType: kept.indexOf(EXCEPTION_TYPE),
  }
}
