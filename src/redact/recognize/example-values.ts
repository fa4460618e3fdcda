import { isRedacted } from '../placeholder.ts'

/** Words that manuals put together where a secret would stand: `your-api-key-here`. */
const words =
  'your|own|an?|the|new|api|app|access|auth|account|bot|client|private|public|secret|session|service|key|keys|id|token|tokens|password|passwd|pass|passphrase|credential|credentials|here|goes|value|string|url|openai|anthropic|azure|google|gemini|aws|github|gitlab|slack|stripe|mistral|cohere|groq|huggingface|hf|db|database|user|connection|webhook'
const instruction = new RegExp(`^(your|insert|enter|replace|put|paste|add|use)([ _.-]+(with[ _.-]+)?(${words}))+$`, 'i')
/** Variables: `OPENAI_API_KEY`. */
const variable = /^(?=[A-Z]+(?:_[A-Z]+)+\d?$).*(?:KEY|TOKEN|SECRET|PASS|PWD|CREDENTIAL|COOKIE|AUTH|URL|DSN)/
/** Code that reads one: `process.env.KEY`, `config.apiKey`. */
const code =
  /^(process\.env|import\.meta|os\.(environ|getenv)|getenv|env|config|settings|options|opts|args|params|props|self|this|req|request|ctx|context|user|secrets|credentials|data|body|input|form|state|module|vars?|values?|local|account|client)\b(\??\.[A-Za-z_$][\w$]*|\[[^\]]*\]|\([^)]*\))*$/
const exact =
  /^(change[ _-]?me|examples?|sample|placeholder|dummy|fake|redacted|removed|scrubbed|masked|hidden|filtered|todo|n\/?a|none|null|nil|undefined|true|false|yes|no|string|str|text|number|integer|boolean|object|array|required|optional|include|omit|same-origin|secret|password|pass(wd|phrase)|token|key|api[ _-]?key|basic|bearer|unknown|invalid|missing|expired|incorrect|wrong|weak|strong|short|long|mismatch|empty|blank|ok|valid|enabled|disabled|sha-?\d+|md5|base64|utf-?8|b?scrypt|argon2\w*|pbkdf2|[0-9]+ characters)$/i

/** Values that people write where a secret would stand: in code, in schemas, in manuals. */
export function isExample(value: string): boolean {
  return (
    value.length < 3 ||
    value.length > 8192 ||
    isRedacted(value) ||
    // `****`, `xxxx`, `sk-…`, `sk-...`
    /^\W*$|^[x*.#•-]+$|\.\.\.|…|\*{3}/i.test(value) ||
    // `<key>`, `${KEY}`, `{{ key }}`, `%KEY%`, `$KEY`, `%s`, `@param`
    /^<[^<>]*>$|^[{%@]|^\$[A-Za-z_]\w*$|^\$[({]|\$\{|\{\{/.test(value) ||
    variable.test(value) ||
    code.test(value) ||
    instruction.test(value) ||
    exact.test(value)
  )
}
