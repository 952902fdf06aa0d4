/** The text forms that a scrape may ask for, and how their parts are written. */

export const TEXT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'
export const OPENMETRICS_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8'

const MAX_LABEL_LENGTH = 256

/** A label value with `\`, `"` and line breaks escaped; cut at 256 characters, always valid UTF-8. */
export function escapeLabel(value: string): string {
  const cut = value.length > MAX_LABEL_LENGTH ? `${value.slice(0, MAX_LABEL_LENGTH - 1)}…` : value
  return cut.toWellFormed().replace(/[\\\n"]/g, (character) => {
    if (character === '\n') return String.raw`\n`
    return `\\${character}`
  })
}

export function formatValue(value: number): string {
  if (value === Infinity) return '+Inf'
  if (value === -Infinity) return '-Inf'
  return String(value)
}

export function familyHeader(
  name: string,
  help: string,
  type: 'gauge' | 'summary' = 'gauge',
): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`
}

/**
 * The 0.0.4 text as OpenMetrics 1.0: counter families lose `_total`, blank lines go, `le` becomes
 * a float, and the end is marked. Valid because all our counters end in `_total` and no help text
 * holds a quote.
 */
export function toOpenMetrics(text: string): string {
  const body = text
    .replace(/^# (HELP|TYPE) (\S+)_total /gm, '# $1 $2 ')
    .replace(/\ble="(-?\d+)"/g, 'le="$1.0"')
    .replace(/\n{2,}/g, '\n')
  return `${body}# EOF\n`
}
