const PLAIN = /^[^\s"=\\]+$/

/** One JSON line of pino as `time=… level=… msg="…" key=value`. Nested fields get dotted keys. */
export function logfmtLine(json: string): string {
  const { time, level, msg, ...fields } = JSON.parse(json) as Record<string, unknown>
  const pairs: string[] = []
  append(pairs, 'time', time)
  append(pairs, 'level', level)
  append(pairs, 'msg', msg)
  for (const [key, value] of Object.entries(fields)) append(pairs, key, value)
  return `${pairs.join(' ')}\n`
}

function append(pairs: string[], key: string, value: unknown): void {
  if (value === undefined || value === null) return
  if (typeof value === 'object' && !Array.isArray(value)) {
    for (const [name, inner] of Object.entries(value)) append(pairs, `${key}.${name}`, inner)
    return
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  pairs.push(`${key}=${PLAIN.test(text) ? text : JSON.stringify(text)}`)
}
