/** The beginning of a foreign text, on one line and in quotes, safe to put in a message. */
export function excerpt(text: string, limit: number): string {
  return JSON.stringify(clip(text, limit))
}

/** A foreign text on one line, cut at `limit` characters. */
export function clip(text: string, limit: number): string {
  // Twice the limit is enough to look at: runs of white space become one blank.
  const line = text
    .slice(0, 2 * limit)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  return line.length > limit ? `${line.slice(0, limit)}…` : line
}
