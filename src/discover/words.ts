/** Words at a metric's end that say how it is counted, not what it is. */
const TAIL =
  /_(total|count|sum|bucket|seconds|milliseconds|microseconds|nanoseconds|millis|ms|bytes|ratio|percent|celsius|volts|duration|latency|timestamp)$/

/** A metric's name as people would say it: `shop_order_queue_depth` -> `shop order queue depth`. */
export function sayMetric(metric: string): string {
  let name = metric
  while (TAIL.test(name)) name = name.replace(TAIL, '')
  return (name === '' ? metric : name).replaceAll(/[_:.]+/g, ' ').trim()
}

const UNIT_TAIL =
  /_(total|count|seconds|milliseconds|microseconds|nanoseconds|millis|ms|bytes|ratio|percent|celsius|volts)$/

/** The name of a plain gauge: only the unit goes, because nothing else says what is measured. */
export function sayGauge(metric: string): string {
  const name = metric.replace(UNIT_TAIL, '')
  return (name === '' ? metric : name).replaceAll(/[_:.]+/g, ' ').trim()
}

/** Metrics of requests that a service answers: what everybody calls just "requests" and "latency". */
export function isServing(metric: string): boolean {
  return /^(http|grpc|rpc|request|requests|api)(_server)?(_request|_requests|_response|_handled|_handling|_duration|_latency|_total|_seconds|_count|s_)/.test(
    metric,
  )
}
