/** A field of foreign JSON, undefined where there is none: foreign objects are never trusted. */
export function fieldOf(document: unknown, name: string): unknown {
  return typeof document === 'object' && document !== null && Object.hasOwn(document, name)
    ? (document as Record<string, unknown>)[name]
    : undefined
}

export function textOf(document: unknown, name: string): string {
  const value = fieldOf(document, name)
  return typeof value === 'string' ? value : ''
}

export function listOf(document: unknown, name: string): readonly unknown[] {
  const value = fieldOf(document, name)
  return Array.isArray(value) ? value : []
}

/** The texts among an object's fields. */
export function textsOf(document: unknown): Record<string, string> {
  if (typeof document !== 'object' || document === null) return {}
  return Object.fromEntries(
    Object.entries(document).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )
}
