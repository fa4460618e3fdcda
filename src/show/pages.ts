export { toHar } from './har/http-archive.ts'
export { comparisonPage } from './html/comparison-view.ts'
export { htmlPage, pageTest, viewInPage } from './html/page.ts'
export { readConversation } from './model/read-conversation.ts'
