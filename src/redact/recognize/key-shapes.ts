/** Keys of one service, told by their shape. */
export interface KeyShape {
  readonly kind: string
  /** What every such key begins with, or holds at a fixed place; one of several. */
  readonly marks: readonly string[]
  /** The whole key. */
  readonly shape: string
  /** What stands before the key, and tells it; the key may then begin in a word. */
  readonly behind?: string
}

/**
 * Keys that tell by themselves what they are. Where a service has several, or an old and a new shape, each is a row.
 *
 * From the services' own documentation and from the rules of public scanners.
 */
export const keyShapes: readonly KeyShape[] = [
  // Models
  { kind: 'anthropic-key', marks: ['sk-ant-'], shape: 'sk-ant-[\\w-]{16,}' },
  { kind: 'openrouter-key', marks: ['sk-or-'], shape: 'sk-or-[\\w-]{24,}' },
  { kind: 'langfuse-key', marks: ['k-lf-'], shape: '[ps]k-lf-[\\w-]{20,}' },
  { kind: 'helicone-key', marks: ['sk-helicone-'], shape: 'sk-helicone-[\\w-]{16,}' },
  {
    kind: 'openai-key',
    marks: ['sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-None-', 'sk-service-'],
    shape: 'sk-(?:proj|svcacct|admin|None|service)-[\\w-]{16,}',
  },
  { kind: 'openai-key', marks: ['sk-'], shape: 'sk-[A-Za-z0-9]{20,}(?:[\\w-]*\\w)?' },
  { kind: 'openai-session-key', marks: ['sess-', 'ek_'], shape: '(?:sess-[A-Za-z0-9]{32,}|ek_[A-Za-z0-9]{24,})' },
  { kind: 'openai-organization', marks: ['org-'], shape: 'org-[A-Za-z0-9]{20,}' },
  { kind: 'openai-project', marks: ['proj_'], shape: 'proj_[A-Za-z0-9]{20,}' },
  { kind: 'google-key', marks: ['AIza'], shape: 'AIza[\\w-]{35}' },
  { kind: 'groq-key', marks: ['gsk_'], shape: 'gsk_[A-Za-z0-9]{32,}' },
  { kind: 'xai-key', marks: ['xai-'], shape: 'xai-[A-Za-z0-9]{32,}' },
  { kind: 'perplexity-key', marks: ['pplx-'], shape: 'pplx-[A-Za-z0-9]{32,}' },
  { kind: 'huggingface-token', marks: ['hf_', 'api_org_'], shape: '(?:hf|api_org)_[A-Za-z]{30,}' },
  { kind: 'replicate-token', marks: ['r8_'], shape: 'r8_[A-Za-z0-9]{32,}' },
  { kind: 'cerebras-key', marks: ['csk-'], shape: 'csk-[a-z0-9]{32,}' },
  { kind: 'nvidia-key', marks: ['nvapi-'], shape: 'nvapi-[\\w-]{32,}' },
  { kind: 'fireworks-key', marks: ['fw_'], shape: 'fw_[A-Za-z0-9]{20,}' },
  { kind: 'together-key', marks: ['tgp_v1_'], shape: 'tgp_v1_[\\w-]{32,}' },
  { kind: 'voyage-key', marks: ['pa-'], shape: 'pa-[\\w-]{43}' },
  { kind: 'jina-key', marks: ['jina_'], shape: 'jina_[\\w-]{32,}' },
  { kind: 'tavily-key', marks: ['tvly-'], shape: 'tvly-[\\w-]{20,}' },
  { kind: 'firecrawl-key', marks: ['fc-'], shape: 'fc-[0-9a-f]{32}' },
  { kind: 'elevenlabs-key', marks: ['sk_'], shape: 'sk_[0-9a-f]{48}' },
  { kind: 'langsmith-key', marks: ['lsv2_'], shape: 'lsv2_(?:pt|sk)_[\\w-]{32,}' },
  { kind: 'pinecone-key', marks: ['pcsk_'], shape: 'pcsk_[\\w-]{32,}' },
  { kind: 'e2b-key', marks: ['e2b_'], shape: 'e2b_[0-9a-f]{40}' },
  { kind: 'browserbase-key', marks: ['bb_live_'], shape: 'bb_live_[\\w-]{20,}' },
  { kind: 'zhipu-key', marks: ['.'], shape: '[0-9a-f]{32}\\.[A-Za-z0-9]{16}(?![A-Za-z0-9])' },
  // Clouds
  {
    kind: 'aws-access-key-id',
    marks: ['AKIA', 'ASIA', 'ABIA', 'ACCA'],
    shape: 'A(?:KI|SI|BI|CC)A[A-Z0-9]{16}(?![A-Z0-9])',
  },
  { kind: 'bedrock-key', marks: ['ABSK', 'bedrock-api-key-'], shape: '(?:ABSK|bedrock-api-key-)[A-Za-z0-9+/=_-]{40,}' },
  { kind: 'google-oauth-token', marks: ['ya29.', '1//0'], shape: '(?:ya29\\.[\\w.-]{20,}|1//0[\\w-]{30,})' },
  { kind: 'google-oauth-secret', marks: ['GOCSPX-'], shape: 'GOCSPX-[\\w-]{28}' },
  { kind: 'azure-client-secret', marks: ['8Q~'], shape: '[\\w.~-]{3}8Q~[\\w.~-]{31,34}' },
  {
    kind: 'azure-openai-key',
    marks: ['AAAB'],
    shape: '[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{10}AC[A-Za-z0-9]{5}AAAB[A-Za-z0-9]{7}',
  },
  { kind: 'alibaba-access-key-id', marks: ['LTAI'], shape: 'LTAI[A-Za-z0-9]{20}' },
  { kind: 'digitalocean-token', marks: ['_v1_'], shape: 'do[opr]_v1_[0-9a-f]{64}' },
  { kind: 'fly-token', marks: ['FlyV1 ', 'fo1_', 'fm1', 'fm2_'], shape: '(?:FlyV1 )?f[mo][12][ar]?_[\\w+/=-]{40,}' },
  { kind: 'heroku-key', marks: ['HRKU-'], shape: 'HRKU-[\\w-]{36,}' },
  { kind: 'netlify-token', marks: ['nfp_'], shape: 'nfp_[A-Za-z0-9]{36,}' },
  { kind: 'vercel-token', marks: ['vcp_', 'vck_', 'vci_', 'vca_', 'vcr_'], shape: 'vc[pkiar]_[A-Za-z0-9]{24,}' },
  { kind: 'cloudflare-origin-key', marks: ['v1.0-'], shape: 'v1\\.0-[0-9a-f]{24}-[0-9a-f]{100,}' },
  { kind: 'supabase-key', marks: ['sbp_', 'sb_secret_'], shape: '(?:sbp_[0-9a-f]{40}|sb_secret_[\\w-]{20,})' },
  { kind: 'planetscale-token', marks: ['pscale_'], shape: 'pscale_(?:tkn|pw|oauth)_[\\w.=-]{32,}' },
  { kind: 'databricks-token', marks: ['dapi'], shape: 'dapi[0-9a-f]{32}(?:-\\d)?' },
  {
    kind: 'hashicorp-token',
    marks: ['hvs.', 'hvb.', 'atlasv1.'],
    shape: '(?:hv[sb]\\.[\\w-]{20,}|[A-Za-z0-9]{14}\\.atlasv1\\.[\\w-]{40,})',
  },
  { kind: 'doppler-token', marks: ['dp.'], shape: 'dp\\.(?:pt|st|ct|sa|scim|audit)\\.[\\w.-]{32,}' },
  { kind: 'pulumi-token', marks: ['pul-'], shape: 'pul-[0-9a-f]{40}' },
  { kind: 'onepassword-token', marks: ['ops_eyJ'], shape: 'ops_eyJ[\\w+/=-]{60,}' },
  // Code and packages
  { kind: 'github-token', marks: ['gh', 'github_pat_'], shape: '(?:gh[oprsu]_[A-Za-z0-9]{36,}|github_pat_\\w{50,})' },
  { kind: 'gitlab-token', marks: ['gl'], shape: 'gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent)-[\\w-]{20,}(?:\\.[\\w.]+)?' },
  { kind: 'npm-token', marks: ['npm_'], shape: 'npm_[A-Za-z0-9]{36}' },
  { kind: 'pypi-token', marks: ['pypi-AgE'], shape: 'pypi-AgE[\\w-]{50,}' },
  { kind: 'rubygems-key', marks: ['rubygems_'], shape: 'rubygems_[0-9a-f]{48}' },
  { kind: 'docker-token', marks: ['dckr_'], shape: 'dckr_[a-z]+_[\\w-]{20,}' },
  { kind: 'sourcegraph-token', marks: ['sgp_'], shape: 'sgp_(?:[0-9a-f]{16}_|local_)?[0-9a-f]{40}' },
  { kind: 'postman-key', marks: ['PMAK-'], shape: 'PMAK-[0-9a-f]{24}-[0-9a-f]{34}' },
  { kind: 'linear-key', marks: ['lin_'], shape: 'lin_(?:api|oauth)_[A-Za-z0-9]{32,}' },
  { kind: 'atlassian-token', marks: ['ATATT3', 'ATCTT3'], shape: 'AT[AC]TT3[\\w=-]{60,}' },
  { kind: 'figma-token', marks: ['figd_'], shape: 'figd_[\\w-]{40,}' },
  { kind: 'sentry-token', marks: ['sntry'], shape: 'sntry[su]_[\\w+/=-]{40,}' },
  { kind: 'posthog-key', marks: ['phx_'], shape: 'phx_[A-Za-z0-9]{40,}' },
  { kind: 'newrelic-key', marks: ['NRAK-', 'NRII-'], shape: 'NR(?:AK-[A-Z0-9]{27}|II-[\\w-]{32})' },
  { kind: 'grafana-token', marks: ['glc_', 'glsa_'], shape: '(?:glc_[\\w+/=]{32,}|glsa_[A-Za-z0-9]{32}_[0-9a-f]{8})' },
  { kind: 'dynatrace-token', marks: ['dt0c01.'], shape: 'dt0c01\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}' },
  // Messages, money, the rest
  {
    kind: 'slack-token',
    marks: ['xox', 'xapp-'],
    shape: 'xox[abceoprs](?:\\.xox[bp])?-[\\w-]{10,}|xapp-\\d-[\\w-]{20,}',
  },
  {
    kind: 'slack-webhook',
    marks: ['hooks.slack.com'],
    behind: '//hooks\\.slack\\.com/(?:services|workflows|triggers)/',
    shape: '[\\w/-]{20,}',
  },
  {
    kind: 'discord-webhook',
    marks: ['/webhooks/'],
    behind: '//(?:\\w+\\.)?discord(?:app)?\\.com/api/(?:v\\d+/)?webhooks/\\d+/',
    shape: '[\\w-]{40,}',
  },
  { kind: 'discord-token', marks: ['.'], shape: '[MNO][A-Za-z0-9]{23,27}\\.[\\w-]{6}\\.[\\w-]{27,}' },
  { kind: 'telegram-token', marks: [':AA'], shape: '\\d{8,10}:AA[\\w-]{32,34}' },
  { kind: 'telegram-token', marks: ['/bot'], behind: '/bot', shape: '\\d{8,10}:AA[\\w-]{32,34}' },
  { kind: 'twilio-key', marks: ['SK', 'AC'], shape: '(?:SK|AC)[0-9a-f]{32}(?![0-9a-f])' },
  { kind: 'sendgrid-key', marks: ['SG.'], shape: 'SG\\.[\\w-]{22}\\.[\\w-]{43}' },
  { kind: 'mailgun-key', marks: ['key-'], shape: 'key-[0-9a-f]{32}' },
  { kind: 'mailchimp-key', marks: ['-us'], shape: '[0-9a-f]{32}-us\\d{1,2}' },
  { kind: 'resend-key', marks: ['re_'], shape: 're_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,}' },
  { kind: 'stripe-key', marks: ['_live_', '_test_'], shape: '[rs]k_(?:live|test)_[A-Za-z0-9]{16,}' },
  { kind: 'stripe-webhook-secret', marks: ['whsec_'], shape: 'whsec_[A-Za-z0-9+/=]{24,}' },
  { kind: 'square-token', marks: ['sq0', 'EAAA'], shape: '(?:sq0(?:atp|csp)-[\\w-]{22,}|EAAA[\\w-]{60})' },
  { kind: 'shopify-token', marks: ['shp'], shape: 'shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}' },
  { kind: 'notion-token', marks: ['ntn_', 'secret_'], shape: '(?:ntn_[A-Za-z0-9]{40,}|secret_[A-Za-z0-9]{43})' },
  { kind: 'airtable-token', marks: ['pat'], shape: 'pat[A-Za-z0-9]{14}\\.[0-9a-f]{64}' },
  { kind: 'hubspot-token', marks: ['pat-'], shape: 'pat-[a-z]{2,3}\\d-[0-9a-f]{8}-[0-9a-f-]{27}' },
  { kind: 'mapbox-token', marks: ['sk.eyJ'], shape: 'sk\\.eyJ[\\w-]{20,}\\.[\\w-]{20,}' },
  { kind: 'contentful-token', marks: ['CFPAT-'], shape: 'CFPAT-[\\w-]{43}' },
  { kind: 'typeform-token', marks: ['tfp_'], shape: 'tfp_[\\w.=-]{40,}' },
  { kind: 'tailscale-key', marks: ['tskey-'], shape: 'tskey-[a-z]+-[A-Za-z0-9]+-[A-Za-z0-9]{20,}' },
  { kind: 'age-key', marks: ['AGE-SECRET-KEY-'], shape: 'AGE-SECRET-KEY-1[A-Z0-9]{58}' },
  { kind: 'facebook-token', marks: ['EAA'], shape: 'EAA[A-Za-z0-9]{80,}' },
]
