/** Prometheus' `http_config` block, word for word, and `headers` as a short form of `http_headers`. */
export interface HttpConfig {
  readonly basic_auth?:
    | {
        readonly username?: string | undefined
        readonly username_file?: string | undefined
        readonly password?: string | undefined
        readonly password_file?: string | undefined
      }
    | undefined
  readonly authorization?:
    | {
        readonly type?: string | undefined
        readonly credentials?: string | undefined
        readonly credentials_file?: string | undefined
      }
    | undefined
  readonly oauth2?: unknown
  readonly bearer_token?: string | undefined
  readonly bearer_token_file?: string | undefined
  readonly tls_config?: TlsConfig | undefined
  readonly proxy_url?: string | undefined
  readonly no_proxy?: string | undefined
  readonly proxy_from_environment?: boolean | undefined
  /** Default true. Credentials follow a redirect only on the same host. */
  readonly follow_redirects?: boolean | undefined
  /** Default true. */
  readonly enable_http2?: boolean | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly http_headers?: Readonly<Record<string, HeaderSources>> | undefined
}

interface HeaderSources {
  readonly values?: readonly string[] | undefined
  readonly secrets?: readonly string[] | undefined
  readonly files?: readonly string[] | undefined
}

export interface TlsConfig {
  readonly ca?: string | undefined
  readonly ca_file?: string | undefined
  readonly cert?: string | undefined
  readonly cert_file?: string | undefined
  readonly key?: string | undefined
  readonly key_file?: string | undefined
  readonly server_name?: string | undefined
  readonly insecure_skip_verify?: boolean | undefined
}

/** How to reach a Prometheus, and how much may be asked of it. */
export interface PrometheusOptions {
  /** With the path prefix, if any: `https://mimir:8080/prometheus`. Userinfo counts as basic_auth. */
  readonly url: string
  readonly httpConfig?: HttpConfig | undefined
  /** Seconds for one request with its answer; the server is told, so that it stops too. Default 30. */
  readonly timeoutSeconds?: number | undefined
  /** How often a request is sent again after 429, 5xx or a network failure. Default 2. */
  readonly retries?: number | undefined
  /** Requests under way at once. Default 2. */
  readonly concurrency?: number | undefined
  /** Longer ranges are split and joined again. Default 11,000, Prometheus' own limit. */
  readonly maxPointsPerQuery?: number | undefined
  /** Of one answer, unpacked. Default 128 MiB. */
  readonly maxResponseBytes?: number | undefined
  /** Of one answer. Default 50,000. */
  readonly maxSeries?: number | undefined
  /** Of one call, over all its parts. Default 20 million (320 MB). */
  readonly maxSamples?: number | undefined
  /** Unix seconds. */
  readonly now?: (() => number) | undefined
  /** In [0, 1), for the jitter of retries. */
  readonly random?: (() => number) | undefined
  /** Waits between retries; rejects when the signal aborts. */
  readonly sleep?: ((seconds: number, signal: AbortSignal) => Promise<void>) | undefined
  /** Called after every request with its outcome and how long it took. */
  readonly onQuery?: ((result: 'success' | 'error', seconds: number) => void) | undefined
  /** Where `proxy_from_environment` looks. Default `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined
}

export const defaults = {
  timeoutSeconds: 30,
  retries: 2,
  concurrency: 2,
  maxPointsPerQuery: 11_000,
  maxResponseBytes: 128 * 2 ** 20,
  maxSeries: 50_000,
  maxSamples: 20_000_000,
} as const
