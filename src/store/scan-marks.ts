import { literalFinder } from '../redact/literals.ts'
import { lazy } from '../util/lazy.ts'

/** The version of the rules whose marks these are. */
export const markedVersion = '13.0.7'

/** Texts of which a key must hold one to be found by a rule of secretlint. */
const find = lazy(() =>
  literalFinder(
    [
      '-----BEGIN',
      'T3BlbkFJ SG. dapi dckr_pat_ figd_ glpat- glc_ glsa_ gsk_ hf_ hvb. hvr. hvs. lin_api_ npm_ ntn_ ops_ey sk-ant-api0 tskey-',
      'cfat_ cfk_ cfut_ gho_ ghp_ ghr_ ghs_ ghu_ github_pat_ rk_live_ rk_test_ sk_live_ sk_test_',
      'shpat_ shpca_ shppa_ shpss_ vca_ vci_ vck_ vcp_ vcr_ xapp- xoxa- xoxb- xoxo- xoxp- xoxr-',
    ].flatMap((marks) => marks.split(' ')),
  ),
)
/** The same for a key of AWS and for addresses with a password or of a webhook, in any case. */
const patterns = [/secret_?access_?key/i, /:\/\/[^:/\s]{1,256}:[^@/\s]{1,256}@/, /hooks\.slack\.com/i]

/** Whether a rule of secretlint may find something in a text: running all of them takes longer than everything else. */
export function hasScanMark(text: string): boolean {
  return find()(text).size > 0 || patterns.some((pattern) => pattern.test(text))
}
