/** Keys of one service, told by their shape. */
export interface KeyShape {
  readonly kind: string
  /** Every such key begins with one of these, or holds one at a fixed place. */
  readonly marks: readonly string[]
  /** The whole key. */
  readonly shape: string
  /** The text before the key, by which the key is recognised. The key may then begin in a word. */
  readonly behind?: string
  /** The least entropy, in bits of a character: a person made up a key that has less. */
  readonly entropy?: number
}

/**
 * Keys with a shape that the rules of gitleaks lack, from the services' own documentation. Where a service has several, or
 * an old and a new shape, each is a row.
 */
export const ownKeyShapes: readonly KeyShape[] = [
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
  { kind: 'xai-key', marks: ['xai-'], shape: 'xai-[A-Za-z0-9]{32,}' },
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
  { kind: 'bedrock-key', marks: ['ABSK', 'bedrock-api-key-'], shape: '(?:ABSK|bedrock-api-key-)[A-Za-z0-9+/=_-]{40,}' },
  { kind: 'google-oauth-token', marks: ['ya29.', '1//0'], shape: '(?:ya29\\.[\\w.-]{20,}|1//0[\\w-]{30,})' },
  { kind: 'google-oauth-secret', marks: ['GOCSPX-'], shape: 'GOCSPX-[\\w-]{28}' },
  {
    kind: 'azure-openai-key',
    marks: ['JQQJ99'],
    shape: '[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{10}AC[A-Za-z0-9]{5}AAAB[A-Za-z0-9]{7}',
  },
  { kind: 'heroku-key', marks: ['HRKU-'], shape: 'HRKU-[\\w-]{36,}' },
  { kind: 'netlify-token', marks: ['nfp_'], shape: 'nfp_[A-Za-z0-9]{36,}' },
  { kind: 'supabase-key', marks: ['sbp_', 'sb_secret_'], shape: '(?:sbp_[0-9a-f]{40}|sb_secret_[\\w-]{20,})' },
  { kind: 'doppler-token', marks: ['dp.'], shape: 'dp\\.(?:st|ct|sa|scim|audit)\\.[\\w.-]{32,}' },
  // Code and packages
  { kind: 'gitlab-token', marks: ['glrtr-', 'glwt-'], shape: 'gl(?:rtr|wt)-[\\w-]{20,}(?:\\.[\\w.]+)?' },
  { kind: 'pypi-token', marks: ['pypi-AgE'], shape: 'pypi-AgE[\\w-]{50,}' },
  { kind: 'docker-token', marks: ['dckr_oat_'], shape: 'dckr_oat_[\\w-]{20,}' },
  { kind: 'sourcegraph-token', marks: ['sgp_'], shape: 'sgp_(?:[0-9a-f]{16}_|local_)?[0-9a-f]{40}' },
  { kind: 'linear-key', marks: ['lin_oauth_'], shape: 'lin_oauth_[A-Za-z0-9]{32,}' },
  { kind: 'atlassian-token', marks: ['ATCTT3'], shape: 'ATCTT3[\\w=-]{60,}' },
  { kind: 'posthog-key', marks: ['phx_'], shape: 'phx_[A-Za-z0-9]{40,}' },
  { kind: 'newrelic-key', marks: ['NRAK-', 'NRII-'], shape: 'NR(?:AK-[A-Z0-9]{27}|II-[\\w-]{32})' },
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
    shape: '[\\w/-]{8,}',
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
  {
    kind: 'twilio-key',
    marks: [...'0123456789abcdef'].map((digit) => `AC${digit}`),
    shape: 'AC[0-9a-f]{32}(?![0-9a-f])',
  },
  { kind: 'mailgun-key', marks: ['key-'], shape: 'key-[0-9a-f]{32}' },
  { kind: 'mailchimp-key', marks: ['-us'], shape: '[0-9a-f]{32}-us\\d{1,2}' },
  { kind: 'resend-key', marks: ['re_'], shape: 're_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,}' },
  { kind: 'stripe-webhook-secret', marks: ['whsec_'], shape: 'whsec_[A-Za-z0-9+/=]{24,}' },
  { kind: 'square-token', marks: ['sq0csp-'], shape: 'sq0csp-[\\w-]{22,}' },
  { kind: 'notion-token', marks: ['secret_'], shape: 'secret_[A-Za-z0-9]{43}' },
  { kind: 'airtable-token', marks: ['pat'], shape: 'pat[A-Za-z0-9]{14}\\.[0-9a-f]{64}' },
  { kind: 'hubspot-token', marks: ['pat-'], shape: 'pat-[a-z]{2,3}\\d-[0-9a-f]{8}-[0-9a-f-]{27}' },
  { kind: 'mapbox-token', marks: ['sk.eyJ'], shape: 'sk\\.eyJ[\\w-]{20,}\\.[\\w-]{20,}' },
  { kind: 'contentful-token', marks: ['CFPAT-'], shape: 'CFPAT-[\\w-]{43}' },
  { kind: 'typeform-token', marks: ['tfp_'], shape: 'tfp_[\\w.=-]{40,}' },
  { kind: 'facebook-token', marks: ['EAA'], shape: 'EAA[A-Za-z0-9]{80,}' },
  // More models and what runs them
  {
    kind: 'model-key',
    marks: ['sk-'],
    shape: 'sk-(?=[\\w-]*\\d)[a-z][a-z0-9]{1,15}-(?:[a-z0-9]{1,10}-){0,2}[A-Za-z0-9_]{20,}',
  },
  { kind: 'google-key', marks: ['AQ.Ab8'], shape: 'AQ\\.Ab8[\\w-]{30,}' },
  { kind: 'llamacloud-key', marks: ['llx-'], shape: 'llx-[A-Za-z0-9]{40,}' },
  { kind: 'context7-key', marks: ['ctx7sk-'], shape: 'ctx7sk-[\\w-]{20,}' },
  { kind: 'wandb-key', marks: ['wandb_v1_'], shape: 'wandb_v1_[\\w-]{30,}' },
  { kind: 'anyscale-key', marks: ['esecret_'], shape: 'esecret_[A-Za-z0-9]{24,}' },
  { kind: 'yandex-key', marks: ['AQVN'], shape: 'AQVN[\\w-]{35,38}' },
  // More clouds
  { kind: 'neon-key', marks: ['napi_'], shape: 'napi_[a-z0-9]{50,}' },
  { kind: 'render-key', marks: ['rnd_'], shape: 'rnd_[A-Za-z0-9]{28,}' },
  { kind: 'apify-token', marks: ['apify_'], shape: 'apify_(?:api|proxy)_[A-Za-z0-9]{34,}' },
  { kind: 'prefect-key', marks: ['pnb_'], shape: 'pnb_[a-zA-Z0-9]{36}' },
  // More code and packages
  {
    kind: 'jfrog-token',
    marks: ['AKCp', 'cmVmdGtu'],
    shape: '(?:AKCp[A-Za-z0-9]{59,73}|cmVmdGtuOj[A-Za-z0-9+/=]{40,})',
  },
  { kind: 'circleci-token', marks: ['CCIPAT_', 'CCIPRJ_'], shape: 'CCIP(?:AT|RJ)_[A-Za-z0-9]{20,24}_[0-9a-f]{40}' },
  {
    kind: 'buildkite-token',
    marks: ['bkua_', 'bkct_', 'bkaj_', 'bkpt_', 'bkpat_', 'bkpkg_'],
    shape: 'bk(?:ua|ct|aj|pt|pat|pkg)_[A-Za-z0-9]{36,}',
  },
  { kind: 'sonar-token', marks: ['sqp_', 'sqa_', 'squ_'], shape: 'sq[pau]_[0-9a-f]{40}' },
  { kind: 'nuget-key', marks: ['oy2'], shape: 'oy2[a-z0-9]{43}' },
  {
    kind: 'putty-key',
    marks: ['Private-Lines'],
    behind: 'Private-Lines: \\d{1,4}(?:\\\\+[rn]|\\s){1,4}',
    shape: '[A-Za-z0-9+/=]{20,}(?:(?:\\\\+[rn]|\\s){1,4}[A-Za-z0-9+/=]{8,80}){0,200}',
  },
  // More messages and money
  { kind: 'brevo-key', marks: ['xsmtpsib-'], shape: 'xsmtpsib-[0-9a-f]{64}-[A-Za-z0-9]{16}' },
  {
    kind: 'stripe-client-secret',
    marks: ['_secret_'],
    shape: '(?:pi|seti|cs_(?:live|test)|src|sub)_[A-Za-z0-9]{14,70}_secret_[A-Za-z0-9]{16,}',
  },
  { kind: 'flutterwave-key', marks: ['FLWSECK-'], shape: 'FLWSECK-[A-Za-z0-9]{12,40}(?:-X)?' },
  {
    kind: 'teams-webhook',
    marks: ['.webhook.office.com'],
    behind: '//[\\w-]{1,63}\\.webhook\\.office\\.com/webhookb2/',
    shape: '[\\w@-]{36,}(?:/[\\w/-]+)?',
  },
  {
    kind: 'teams-webhook',
    marks: ['outlook.office.com/webhook/'],
    behind: '//outlook\\.office\\.com/webhook/',
    shape: '[\\w@-]{36,}(?:/[\\w/-]+)?',
  },
  {
    kind: 'node-provider-key',
    marks: ['.infura.io', '.alchemy.com'],
    behind: '\\.(?:infura\\.io|alchemy\\.com)/(?:ws/)?v\\d/',
    shape: '[\\w-]{24,}',
  },
]
