import { placeholders, type Provider } from './provider.ts'

/** Services with their own API. */
export const others: readonly Provider[] = [
  { name: 'mistral', hosts: ['api.mistral.ai', 'codestral.mistral.ai'], apiKeys: placeholders('MISTRAL_API_KEY') },
  { name: 'cohere', hosts: ['api.cohere.com', 'api.cohere.ai'], apiKeys: placeholders('CO_API_KEY') },
  {
    name: 'replicate',
    hosts: ['api.replicate.com', 'stream.replicate.com', 'stream-*.replicate.com'],
    apiKeys: placeholders('REPLICATE_API_TOKEN'),
  },
  { name: 'voyage', hosts: ['api.voyageai.com'], apiKeys: placeholders('VOYAGE_API_KEY') },
  { name: 'watsonx', hosts: ['*.ml.cloud.ibm.com'] },
]
