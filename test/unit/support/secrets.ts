const characters = {
  hex: '0123456789abcdef',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
  letters: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ',
  any: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
  digits: '0123456789',
}

/** Characters that look random but are always the same. */
function some(length: number, set: keyof typeof characters = 'any', seed = 1): string {
  let state = seed * 7919 + length
  return Array.from({ length }, () => {
    state = (state * 1103515245 + 12345) & 0x7fffffff
    return characters[set][(state >> 8) % characters[set].length]
  }).join('')
}

/** Invented keys, one of each kind. They are assembled here, so that no scanner takes this file for a leak. */
export function shapedKey(kind: string, seed = 1): string {
  const make = makers[kind]
  if (make === undefined) throw new Error(`no sample of ${kind}`)
  return make((length, set) => some(length, set, seed))
}

type Make = (some: (length: number, set?: keyof typeof characters) => string) => string

const makers: Readonly<Record<string, Make>> = {
  'anthropic-key': (s) => `sk-ant-api03-${s(40)}-${s(10)}AA`,
  'openrouter-key': (s) => `sk-or-v1-${s(64, 'hex')}`,
  'langfuse-key': (s) => `sk-lf-${s(8, 'hex')}-${s(4, 'hex')}-${s(12, 'hex')}`,
  'helicone-key': (s) => `sk-helicone-${s(7)}-${s(12)}`,
  'openai-key': (s) => `sk-proj-${s(24)}T3BlbkFJ${s(24)}`,
  'openai-session-key': (s) => `sess-${s(40)}`,
  'openai-organization': (s) => `org-${s(24)}`,
  'openai-project': (s) => `proj_${s(24)}`,
  'google-key': (s) => `AIza${s(35)}`,
  'groq-key': (s) => `gsk_${s(52)}`,
  'xai-key': (s) => `xai-${s(80)}`,
  'perplexity-key': (s) => `pplx-${s(48)}`,
  'huggingface-token': (s) => `hf_${s(34, 'letters')}`,
  'replicate-token': (s) => `r8_${s(37)}`,
  'cerebras-key': (s) => `csk-${s(48, 'hex')}`,
  'nvidia-key': (s) => `nvapi-${s(64)}`,
  'fireworks-key': (s) => `fw_${s(24)}`,
  'together-key': (s) => `tgp_v1_${s(43)}`,
  'voyage-key': (s) => `pa-${s(43)}`,
  'jina-key': (s) => `jina_${s(60)}`,
  'tavily-key': (s) => `tvly-dev-${s(32)}`,
  'firecrawl-key': (s) => `fc-${s(32, 'hex')}`,
  'elevenlabs-key': (s) => `sk_${s(48, 'hex')}`,
  'langsmith-key': (s) => `lsv2_pt_${s(32, 'hex')}_${s(10, 'hex')}`,
  'pinecone-key': (s) => `pcsk_${s(6)}_${s(60)}`,
  'e2b-key': (s) => `e2b_${s(40, 'hex')}`,
  'browserbase-key': (s) => `bb_live_${s(28)}`,
  'zhipu-key': (s) => `${s(32, 'hex')}.${s(16)}`,
  'aws-access-key-id': (s) => `AKIA${s(16, 'upper')}`,
  'bedrock-key': (s) => `ABSK${s(120)}`,
  'google-oauth-token': (s) => `ya29.${s(80)}`,
  'google-oauth-secret': (s) => `GOCSPX-${s(28)}`,
  'azure-client-secret': (s) => `${s(3)}8Q~${s(34)}`,
  'azure-openai-key': (s) => `${s(52)}JQQJ99${s(10)}AC${s(5)}AAAB${s(7)}`,
  'alibaba-access-key-id': (s) => `LTAI${s(20)}`,
  'digitalocean-token': (s) => `dop_v1_${s(64, 'hex')}`,
  'fly-token': (s) => `FlyV1 fm2_${s(80)}`,
  'heroku-key': (s) => `HRKU-${s(36, 'hex')}`,
  'netlify-token': (s) => `nfp_${s(36)}`,
  'vercel-token': (s) => `vck_${s(56)}`,
  'cloudflare-origin-key': (s) => `v1.0-${s(24, 'hex')}-${s(146, 'hex')}`,
  'supabase-key': (s) => `sbp_${s(40, 'hex')}`,
  'planetscale-token': (s) => `pscale_tkn_${s(43)}`,
  'databricks-token': (s) => `dapi${s(32, 'hex')}`,
  'hashicorp-token': (s) => `hvs.${s(90)}`,
  'doppler-token': (s) => `dp.pt.${s(43)}`,
  'pulumi-token': (s) => `pul-${s(40, 'hex')}`,
  'onepassword-token': (s) => `ops_eyJ${s(250)}`,
  'github-token': (s) => `ghp_${s(36)}`,
  'gitlab-token': (s) => `glpat-${s(20)}`,
  'npm-token': (s) => `npm_${s(36)}`,
  'pypi-token': (s) => `pypi-AgE${s(80)}`,
  'rubygems-key': (s) => `rubygems_${s(48, 'hex')}`,
  'docker-token': (s) => `dckr_pat_${s(27)}`,
  'sourcegraph-token': (s) => `sgp_${s(40, 'hex')}`,
  'postman-key': (s) => `PMAK-${s(24, 'hex')}-${s(34, 'hex')}`,
  'linear-key': (s) => `lin_api_${s(40)}`,
  'atlassian-token': (s) => `ATATT3${s(180)}`,
  'figma-token': (s) => `figd_${s(43)}`,
  'sentry-token': (s) => `sntrys_${s(100)}`,
  'posthog-key': (s) => `phx_${s(43)}`,
  'newrelic-key': (s) => `NRAK-${s(27, 'upper')}`,
  'grafana-token': (s) => `glsa_${s(32)}_${s(8, 'hex')}`,
  'dynatrace-token': (s) => `dt0c01.${s(24, 'upper')}.${s(64, 'upper')}`,
  'slack-token': (s) => `xoxb-${s(12, 'digits')}-${s(12, 'digits')}-${s(24)}`,
  'slack-webhook': (s) => `https://hooks.slack.com/services/T${s(8, 'upper')}/B${s(8, 'upper')}/${s(24)}`,
  'discord-webhook': (s) => `https://discord.com/api/webhooks/${s(18, 'digits')}/${s(68)}`,
  'discord-token': (s) => `M${s(25)}.${s(6)}.${s(38)}`,
  'telegram-token': (s) => `7${s(9, 'digits')}:AA${s(33)}`,
  'twilio-key': (s) => `SK${s(32, 'hex')}`,
  'sendgrid-key': (s) => `SG.${s(22)}.${s(43)}`,
  'mailgun-key': (s) => `key-${s(32, 'hex')}`,
  'mailchimp-key': (s) => `${s(32, 'hex')}-us21`,
  'resend-key': (s) => `re_${s(8)}_${s(24)}`,
  'stripe-key': (s) => `sk_live_${s(24)}`,
  'stripe-webhook-secret': (s) => `whsec_${s(32)}`,
  'square-token': (s) => `sq0atp-${s(22)}`,
  'shopify-token': (s) => `shpat_${s(32, 'hex')}`,
  'notion-token': (s) => `ntn_${s(46)}`,
  'airtable-token': (s) => `pat${s(14)}.${s(64, 'hex')}`,
  'hubspot-token': (s) => `pat-na1-${s(8, 'hex')}-${s(4, 'hex')}-${s(4, 'hex')}-${s(4, 'hex')}-${s(12, 'hex')}`,
  'mapbox-token': (s) => `sk.eyJ${s(60)}.${s(22)}`,
  'contentful-token': (s) => `CFPAT-${s(43)}`,
  'typeform-token': (s) => `tfp_${s(44)}_${s(12)}`,
  'tailscale-key': (s) => `tskey-auth-${s(12)}CNTRL-${s(32)}`,
  'age-key': (s) => `AGE-SECRET-KEY-1${s(58, 'upper')}`,
  'facebook-token': (s) => `EAA${s(120)}`,
}

/** One key of every kind. */
export const shapedKeys: ReadonlyArray<readonly [kind: string, key: string]> = Object.keys(makers).map(
  (kind) => [kind, shapedKey(kind)] as const,
)
