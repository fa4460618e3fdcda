/**
 * The script of a page. A page is complete without it: it plays streams, opens and closes parts, and filters the list of
 * tests.
 */
export const pageScript = `'use strict'
for (const control of document.querySelectorAll('button[hidden], label[hidden]')) control.hidden = false
for (const button of document.querySelectorAll('[data-open]'))
  button.addEventListener('click', () => {
    for (const part of document.querySelectorAll('main details')) part.open = button.dataset.open === 'true'
  })
const search = document.querySelector('[data-filter] input')
if (search)
  search.addEventListener('input', () => {
    const wanted = search.value.toLowerCase()
    for (const item of document.querySelectorAll('nav li')) item.hidden = !item.textContent.toLowerCase().includes(wanted)
  })
for (const button of document.querySelectorAll('[data-play]')) {
  const target = document.getElementById(button.dataset.play)
  const [times, lengths] = [button.dataset.times, button.dataset.lengths].map((text) => text.split(' ').map(Number))
  let stop
  button.addEventListener('click', () => {
    if (stop) return stop()
    const whole = [...target.childNodes]
    const text = target.textContent
    const shown = document.createTextNode('')
    target.replaceChildren(shown)
    button.textContent = 'Stop'
    const began = performance.now()
    let frame
    stop = () => {
      cancelAnimationFrame(frame)
      target.replaceChildren(...whole)
      button.textContent = 'Play'
      stop = undefined
    }
    let index = 0
    const step = () => {
      while (index < times.length && times[index] <= performance.now() - began) index += 1
      shown.data = text.slice(0, index === 0 ? 0 : lengths[index - 1])
      if (index === times.length) stop()
      else frame = requestAnimationFrame(step)
    }
    step()
  })
}
`
