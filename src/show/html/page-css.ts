/** The style of a page. */
export const pageCss = `
:root { color-scheme: light dark; --ink: light-dark(#1b1b1f, #e6e6ea); --soft: light-dark(#5c5c66, #a5a5b0); --paper: light-dark(#fff, #17171a); --card: light-dark(#f6f6f8, #202024); --line: light-dark(#d9d9e0, #3a3a42); --link: light-dark(#0a4fb0, #8ab8ff); --good: light-dark(#0b6b36, #7bd99f); --bad: light-dark(#a4161a, #ff9b9b); --warn: light-dark(#7a4b00, #f0c27a); --old: light-dark(#ffe3e3, #4d2020); --new: light-dark(#dcf5e3, #1b4029); --mark: light-dark(#fff2b8, #57480f) }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 76rem; padding: 1rem; color: var(--ink); background: var(--paper); font: 15px/1.5 system-ui, sans-serif }
h1 { font-size: 1.3rem; margin: 0; overflow-wrap: anywhere } h2 { font-size: 1.15rem; overflow-wrap: anywhere } h3, h4 { font-size: 1rem; overflow-wrap: anywhere } .call > h3 { margin: 0 0 .5rem }
a { color: var(--link) }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
.skip { position: absolute; left: -99rem } .skip:focus { position: static }
header { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: baseline; justify-content: space-between }
header p { margin: 0 }
button, input { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: .3rem; padding: .1rem .6rem }
[hidden] { display: none }
nav ul { list-style: none; padding: 0; margin: .5rem 0 } nav li { overflow-wrap: anywhere; padding: .1rem 0 }
.test { border-top: 2px solid var(--line); margin-top: 1.5rem; content-visibility: auto; contain-intrinsic-size: auto 800px }
.single > .test > h2 { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
.note, figcaption { color: var(--soft); font-weight: normal; font-size: .9rem }
.verdict { border-left: 4px solid var(--soft); background: var(--card); padding: .5rem 1rem; border-radius: .3rem; overflow-wrap: anywhere }
.verdict p { margin: .2rem 0 }
.verdict[data-state=failed] { border-color: var(--bad) } .verdict[data-state=passed] { border-color: var(--good) }
.tag { border: 1px solid currentcolor; border-radius: .3rem; padding: 0 .35rem; font-size: .8rem; font-weight: normal }
.tag[data-outcome=missed], .tag[data-outcome=refused], .tag[data-outcome=failed] { color: var(--bad) } .tag[data-outcome=recorded] { color: var(--warn) } .tag[data-outcome=replayed], .tag[data-outcome=passed] { color: var(--good) }
.call { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; margin: .75rem 0 }
.call:target { border-color: var(--link) }
.lanes { display: flex; gap: 1rem; overflow-x: auto } .lane { flex: 1 0 20rem; min-width: 0 }
.message { display: grid; grid-template-columns: 6rem minmax(0, 1fr); gap: .1rem .75rem; padding: .35rem 0; border-top: 1px solid var(--line) }
.message > * { grid-column: 2; min-width: 0 } .message > .role { grid-column: 1; grid-row: 1 }
.role { overflow-wrap: anywhere; font-weight: 600 }
.text { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate }
.thought { color: var(--soft) }
pre { margin: .25rem 0; white-space: pre-wrap; overflow-wrap: anywhere; font: .85rem/1.45 ui-monospace, monospace; unicode-bidi: isolate } code { font: .85rem/1.45 ui-monospace, monospace }
.code { background: var(--paper); border: 1px solid var(--line); border-radius: .3rem; padding: .4rem .6rem }
.rendered { border-left: 3px solid var(--line); padding-left: .75rem; overflow-wrap: anywhere }
.head { font-weight: 700 }
.end { color: var(--bad); margin: .25rem 0 }
.address { font-family: ui-monospace, monospace; font-size: .85rem; overflow-wrap: anywhere; margin: .3rem 0 }
mark { background: var(--mark); color: inherit } del { background: var(--old) } ins { background: var(--new); text-decoration: none; border-bottom: 2px solid var(--good) }
summary { cursor: pointer; overflow-wrap: anywhere }
.media { margin: .25rem 0 } img, video { max-width: 100%; max-height: 24rem; background: light-dark(#fff, #333) } audio { max-width: 100% }
.timeline { margin: .5rem 0 } .timeline svg { width: 100%; height: 24px; display: block }
.wait { fill: var(--line) } .silence { fill: var(--warn) } .pieces { stroke: var(--link); stroke-width: 2; vector-effect: non-scaling-stroke; fill: none } .cut { stroke: var(--bad); stroke-width: 4; vector-effect: non-scaling-stroke }
table { border-collapse: collapse; max-width: 100% } th, td { border: 1px solid var(--line); padding: .2rem .5rem; text-align: left; vertical-align: top; font-weight: normal } thead th { font-weight: 600 } td { overflow-wrap: anywhere }
.wide { overflow-x: auto } .usage td { font-variant-numeric: tabular-nums }
.side { display: none } .sides { width: 100%; table-layout: fixed } .sides td { width: 50% }
.miss { border: 1px solid var(--bad); border-radius: .5rem; padding: 0 1rem .5rem; margin: .75rem 0 }
.json-key { color: var(--link) } .json-string { color: var(--good) } .json-number, .json-boolean, .json-null { color: var(--warn) }
@media (max-width: 40rem) { body { padding: .5rem } .message { grid-template-columns: minmax(0, 1fr) } .message > * { grid-column: 1 } .message > .role { grid-row: auto } .lanes { flex-direction: column } .lane { flex-basis: auto } .sides, .sides tbody, .sides tr, .sides td { display: block; width: 100% } .sides thead { display: none } .side { display: inline } .call { padding: .5rem } }
@media print { body { max-width: none; font-size: 10pt } button, nav p, .skip { display: none } .test { content-visibility: visible; break-inside: auto } .call { break-inside: auto } details::details-content { content-visibility: visible; display: block; block-size: auto } }
`
