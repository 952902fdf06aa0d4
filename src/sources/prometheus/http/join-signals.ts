/** One signal for several reasons to stop, and a way to let go of the long-lived ones. */
export interface JoinedSignal {
  readonly signal: AbortSignal
  /** Stops listening to the parents; without it they would remember every request. */
  release(): void
}

/** Aborts when a parent aborts, or after `seconds` if given, with the TimeoutError of Node. */
export function joinSignals(
  parents: readonly (AbortSignal | undefined)[],
  seconds?: number,
): JoinedSignal {
  const controller = new AbortController()
  const listeners = parents.flatMap((parent) => {
    if (!parent) return []
    const abort = (): void => controller.abort(parent.reason)
    if (parent.aborted) abort()
    else parent.addEventListener('abort', abort, { once: true })
    return [() => parent.removeEventListener('abort', abort)]
  })
  const timer =
    seconds === undefined
      ? undefined
      : setTimeout(
          () => controller.abort(new DOMException('too slow', 'TimeoutError')),
          seconds * 1000,
        )
  return {
    signal: controller.signal,
    release() {
      clearTimeout(timer)
      for (const remove of listeners) remove()
    },
  }
}
