/** A service that the SDKs of agents report to. Apps do not need its answers. */
interface TelemetryService {
  /** Without hosts, the path counts on every host. */
  readonly hosts?: RegExp
  /** Matches the requests that report: method, a blank, and path. */
  readonly requests: RegExp
}

/** The telemetry that the default of the option `drop` stands for. */
const services: readonly TelemetryService[] = [
  // OpenAI Agents SDK: https://openai.github.io/openai-agents-js/guides/tracing/
  { hosts: /^(.+\.)?api\.openai\.com$/, requests: /^POST \/v1\/traces\/ingest$/ },
  // LangSmith: runs and scores. Prompts and data sets come from the same host, and apps need those.
  {
    hosts: /^(.+\.)?api\.smith\.langchain\.com$/,
    requests: /^(GET \/info|POST \/(runs(\/batch|\/multipart)?|feedback)|PATCH \/runs\/[^/]+)$/,
  },
  // Langfuse, also where a team runs its own: https://langfuse.com/docs/api
  { requests: /^POST .*\/api\/public\/ingestion$/ },
  // https://opentelemetry.io/docs/specs/otlp/#otlphttp-request
  { requests: /^POST .*\/v1\/(traces|metrics|logs)$/ },
  // https://opentelemetry.io/docs/specs/otlp/#otlpgrpc
  { requests: /^POST \/opentelemetry\.proto\.collector\./ },
  // https://posthog.com/docs/api/capture. Feature flags have other paths, and apps need those.
  { hosts: /\.posthog\.com$/, requests: /^POST \/(batch|capture|e|i\/v0\/e)\/?$/ },
  // https://develop.sentry.dev/sdk/foundations/transport/envelopes/
  { requests: /^POST .*\/api\/\d+\/(envelope|store)\/?$/ },
]

/** Says whether a request reports to a telemetry service on another machine. */
export function isTelemetry(method: string, { hostname, pathname }: URL): boolean {
  const request = `${method} ${pathname}`
  return services.some(({ hosts, requests }) => requests.test(request) && (hosts?.test(hostname) ?? true))
}
