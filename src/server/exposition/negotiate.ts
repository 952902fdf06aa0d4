/** Whether a scrape's Accept header prefers OpenMetrics 1.0 to the plain text form. */
export function prefersOpenMetrics(accept: string | undefined): boolean {
  if (accept === undefined) return false
  let openMetrics = 0
  let text = 0
  for (const range of parseRanges(accept)) {
    if (range.type === 'application/openmetrics-text' && range.version !== '0.0.1')
      openMetrics = Math.max(openMetrics, range.quality)
    else if (range.type === 'text/plain') text = Math.max(text, range.quality)
  }
  return openMetrics > 0 && openMetrics >= text
}

/** Whether an Accept-Encoding header allows gzip. */
export function acceptsGzip(header: string | string[] | undefined): boolean {
  if (header === undefined) return false
  return parseRanges(String(header)).some(({ type, quality }) => type === 'gzip' && quality > 0)
}

interface AcceptRange {
  readonly type: string
  readonly version: string | undefined
  readonly quality: number
}

function parseRanges(header: string): AcceptRange[] {
  return header.split(',').map((part) => {
    const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase())
    const value = (name: string) =>
      parameters.find((parameter) => parameter.startsWith(`${name}=`))?.slice(name.length + 1)
    const quality = Number(value('q') ?? 1)
    return { type, version: value('version'), quality: Number.isFinite(quality) ? quality : 0 }
  })
}
